// Many pieces of work on a few threads, for what waits for Microsoft most of the time.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace reeve::connect {

// Calls work(0) … work(count - 1), at most `width` at once, and waits for all. After the first
// exception, or once `stop` is requested, nothing more is begun; the first exception is thrown at
// the end. Throws Error{canceled} when stopped before everything was begun.
void side_by_side(std::size_t count, std::size_t width, std::stop_token stop,
                  const std::function<void(std::size_t)>& work);

}  // namespace reeve::connect
