# The built page as a library of bytes, so that reeve is one file to copy (see src/api/page.h).
