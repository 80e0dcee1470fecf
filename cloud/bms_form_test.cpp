// Both kinds of forms in which clients sign in, and forms that are broken.
#include "bms_form.h"

#include <gtest/gtest.h>

#include "bms_input.h"

namespace cloud {
namespace {

Request form(const std::string& type, const std::string& body) {
  Request request;
  request.headers = {{"Content-Type", type}};
  request.body = body;
  return request;
}

int status_of(const Request& request) {
  try {
    read_bms_form(request);
  } catch (const BmsRefusal& refusal) {
    return refusal.status;
  }
  return 200;
}

TEST(BmsForm, UrlencodedFieldsCountInAnyLetterCase) {
  const BmsForm read = read_bms_form(form("application/x-www-form-urlencoded; charset=UTF-8",
                                          "grantType=password&userName=a%40b&TENANT=x+y"));
  EXPECT_EQ(read.value("GrantType"), "password");
  EXPECT_EQ(read.value("UserName"), "a@b");
  EXPECT_EQ(read.value("Tenant"), "x y");
  EXPECT_EQ(read.value("Password"), "");
}

TEST(BmsForm, MultipartPartsWithAndWithoutQuotes) {
  const std::string body =
      "--b1\r\nContent-Disposition: form-data; name=\"UserName\"\r\n\r\nsomebody\r\n"
      "--b1\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=password\r\n\r\n"
      "a\r\nb--b1\r\n"
      "--b1\r\nContent-Disposition: form-data; name=\"Tenant\"\r\n\r\n\r\n"
      "--b1--\r\n";
  for (const char* type : {"multipart/form-data; boundary=b1",
                           "Multipart/Form-Data; charset=utf-8; boundary=\"b1\""}) {
    const BmsForm read = read_bms_form(form(type, body));
    EXPECT_EQ(read.value("username"), "somebody");
    EXPECT_EQ(read.value("Password"), "a\r\nb--b1") << "a boundary counts at a line's start only";
    EXPECT_EQ(read.value("Tenant"), "");
  }
}

TEST(BmsForm, RefusesWhatItCannotRead) {
  EXPECT_EQ(status_of(form("application/json", "{}")), 415);
  EXPECT_EQ(status_of(form("", "a=b")), 415);
  EXPECT_EQ(status_of(form("multipart/form-data", "--b\r\n")), 415) << "no boundary";
  const std::string type = "multipart/form-data; boundary=b";
  EXPECT_EQ(status_of(form(type, "nothing")), 400);
  EXPECT_EQ(status_of(form(type, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx")),
            400);
  EXPECT_EQ(status_of(form(type, "--b\r\nno headers end")), 400);
  EXPECT_EQ(status_of(form(type, "--b--\r\n")), 200);
}

}  // namespace
}  // namespace cloud
