// SPDX-License-Identifier: MIT
#include "report/junit.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sample_run.hpp"

namespace wakelaw::conformance::report {
namespace {

std::string sample() { return junit(sample_run(), sample_rules(), sample_options()); }

std::size_t count(const std::string& text, std::string_view wanted) {
    std::size_t found = 0;
    for (std::size_t at = text.find(wanted); at != text.npos; at = text.find(wanted, at + 1)) {
        ++found;
    }
    return found;
}

/// Whether every element is closed in turn. Enough for text whose markup is escaped.
bool is_balanced(std::string_view xml) {
    std::vector<std::string> open;
    for (std::size_t at = xml.find('<'); at != xml.npos; at = xml.find('<', at + 1)) {
        const std::size_t end = xml.find('>', at);
        if (end == xml.npos) {
            return false;
        }
        const std::string_view tag = xml.substr(at + 1, end - at - 1);
        const std::string name(
            tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" /", 1) - (tag[0] == '/' ? 1 : 0)));
        if (tag[0] == '/') {
            if (open.empty() || open.back() != tag.substr(1)) {
                return false;
            }
            open.pop_back();
        } else if (tag[0] != '?' && tag.back() != '/') {
            open.push_back(name);
        }
    }
    return open.empty();
}

TEST(Junit, LooksLikeItsBaseline) { expect_baseline("junit.xml.txt", sample()); }

TEST(Junit, ClosesEveryElement) { EXPECT_TRUE(is_balanced(sample())); }

TEST(Junit, CountsWhatItHolds) {
    const std::string xml = sample();
    EXPECT_NE(
        xml.find(
            R"(<testsuites name="wakelaw" tests="11" failures="2" errors="2" skipped="3" time="3.750">)"),
        std::string::npos)
        << xml.substr(0, 200);
    EXPECT_NE(
        xml.find(
            R"(<testsuite name="loses-wakes" tests="8" failures="2" errors="1" skipped="3" time="3.250">)"),
        std::string::npos);
    EXPECT_EQ(count(xml, "<testcase "), 11U);
    EXPECT_EQ(count(xml, "<failure "), 2U);
    EXPECT_EQ(count(xml, "<error "), 2U);
    EXPECT_EQ(count(xml, "<skipped "), 3U);
    EXPECT_EQ(count(xml, "<system-out>"), 2U);
}

TEST(Junit, MakesAnErrorOfASubjectThatCouldNotBeJudged) {
    EXPECT_NE(sample().find("<testcase name=\"subject\" classname=\"wakelaw.empty-adapter\">\n      <error "
                            "type=\"BAD_ADAPTER\" message=\"spawn returned without taking the future\">"),
              std::string::npos);
}

TEST(XmlText, EscapesMarkup) {
    EXPECT_EQ(xml_text("a < b && c > \"d\" ]]>"), "a &lt; b &amp;&amp; c &gt; \"d\" ]]&gt;");
    EXPECT_EQ(xml_attribute("\"a\"\n\tb"), "&quot;a&quot;&#10;&#9;b");
}

TEST(XmlText, RemovesWhatXmlForbids) {
    EXPECT_EQ(xml_text(std::string_view("a\0b\x1b[0m\x08"
                                        "c\n",
                                        10)),
              "ab[0mc\n");
    EXPECT_EQ(xml_text("\xEF\xBF\xBE"
                       "a\xED\xA0\x80"
                       "b"),
              "ab")
        << "U+FFFE and a surrogate";
}

TEST(XmlText, RemovesBytesThatAreNoUtf8AndKeepsTheRest) {
    EXPECT_EQ(xml_text("a\xFF\xC3"
                       "b"),
              "ab");
    EXPECT_EQ(xml_text("\xC0\xAF"
                       "a\xE2\x82"),
              "a");
    EXPECT_EQ(xml_text("\u00e4\u20ac\U0001F980"), "\u00e4\u20ac\U0001F980");
}

}  // namespace
}  // namespace wakelaw::conformance::report
