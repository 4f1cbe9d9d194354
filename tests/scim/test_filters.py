"""The grammar of filters: RFC 7644 section 3.4.2.2, and what real clients write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.folding import fold
from scim.language import matching
from scim.language.filters import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    OPERATORS,
    And,
    Comparison,
    Node,
    Not,
    Or,
    Present,
    ValuePath,
    parse,
)
from scim.table.errors import InvalidFilter
from scim.table.schemas import USER_TYPE
from tests.scim.attempts import attempt

A, B, C = (Comparison(name, "eq", name.upper()) for name in "abc")

RFC_EXAMPLES: list[tuple[str, Node]] = [
    ('userName eq "bjensen"', Comparison("userName", "eq", "bjensen")),
    ('name.familyName co "O\'Malley"', Comparison("name.familyName", "co", "O'Malley")),
    ('userName sw "J"', Comparison("userName", "sw", "J")),
    (
        'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
        Comparison("urn:ietf:params:scim:schemas:core:2.0:User:userName", "sw", "J"),
    ),
    ("title pr", Present("title")),
    (
        'meta.lastModified gt "2011-05-13T04:42:34Z"',
        Comparison("meta.lastModified", "gt", "2011-05-13T04:42:34Z"),
    ),
    (
        'title pr and userType eq "Employee"',
        And((Present("title"), Comparison("userType", "eq", "Employee"))),
    ),
    (
        'title pr or userType eq "Intern"',
        Or((Present("title"), Comparison("userType", "eq", "Intern"))),
    ),
    (
        'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
        Comparison("schemas", "eq", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"),
    ),
    (
        'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
        And(
            (
                Comparison("userType", "eq", "Employee"),
                Or(
                    (
                        Comparison("emails", "co", "example.com"),
                        Comparison("emails.value", "co", "example.org"),
                    )
                ),
            )
        ),
    ),
    (
        'userType ne "Employee" and not (emails co "example.com")',
        And(
            (
                Comparison("userType", "ne", "Employee"),
                Not(Comparison("emails", "co", "example.com")),
            )
        ),
    ),
    (
        'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp"]',
        Or(
            (
                ValuePath(
                    "emails",
                    And(
                        (
                            Comparison("type", "eq", "work"),
                            Comparison("value", "co", "@example.com"),
                        )
                    ),
                ),
                ValuePath("ims", Comparison("type", "eq", "xmpp")),
            )
        ),
    ),
]

PRECEDENCE: list[tuple[str, Node]] = [
    ('a eq "A" or b eq "B" and c eq "C"', Or((A, And((B, C))))),
    ('a eq "A" and b eq "B" or c eq "C"', Or((And((A, B)), C))),
    ('(a eq "A" or b eq "B") and c eq "C"', And((Or((A, B)), C))),
    ('not (a eq "A") and b eq "B"', And((Not(A), B))),
    ('not (a eq "A" and b eq "B")', Not(And((A, B)))),
    ('a eq "A" and b eq "B" and c eq "C"', And((A, B, C))),
    ('((a eq "A"))', A),
    ('x[a eq "A" or b eq "B" and c eq "C"]', ValuePath("x", Or((A, And((B, C)))))),
    ('x[not (a eq "A")]', ValuePath("x", Not(A))),
]

VALUES: list[tuple[str, object]] = [
    ('"text"', "text"),
    ('""', ""),
    ('" spaces "', " spaces "),
    (r'"a \"quoted\" word"', 'a "quoted" word'),
    (r'"back\\slash"', "back\\slash"),
    (r'"caf\u00e9"', "café"),
    (r'"\ud83d\ude00"', "😀"),
    (r'"a\/b\n\t"', "a/b\n\t"),
    ('"[]()"', "[]()"),
    ('"and or not pr"', "and or not pr"),
    ("true", True),
    ("TRUE", True),
    ("False", False),
    ("null", None),
    ("0", 0),
    ("-12", -12),
    ("3.5", 3.5),
    ("1e3", 1000.0),
    # Entra's older documentation leaves the quotes out.
    ("jyoung", "jyoung"),
    ("2819c223-7f76-453a-919d-413861904646", "2819c223-7f76-453a-919d-413861904646"),
    ("ada@example.com", "ada@example.com"),
    ("007", "007"),
]

BROKEN = [
    ("", "an attribute name"),
    ("   ", "an attribute name"),
    ("userName", "an operator"),
    ("userName eq", "a value"),
    ("userName is 5", "an operator"),
    ('userName eq "a', "double quote at character 13"),
    ('userName eq "a" userName eq "b"', "the end, 'and' or 'or'"),
    ('userName eq "a" and', "an attribute name"),
    ('userName eq "a" xor title pr', "the end, 'and' or 'or'"),
    ("and title pr", "an attribute name"),
    ('(userName eq "a"', "')'"),
    ('userName eq "a")', "the end, 'and' or 'or'"),
    ('emails[type eq "work"', "']'"),
    ("emails[]", "an attribute name"),
    ("not title pr", "'('"),
    ("()", "an attribute name"),
    ("title pr pr", "the end, 'and' or 'or'"),
    ('"userName" eq "a"', "an attribute name"),
    ("userName eq and", "a value"),
    ("userName eq 'a'", "a value"),
    (r'userName eq "\x"', "backslash"),
    (r'userName eq "\ud800"', "no value can have"),
    (r'userName eq "a\u0000"', "no value can have"),
    ("user name eq 5", "an operator"),
    ("a.b.c eq 5", "an attribute name"),
    ("5 eq 5", "an attribute name"),
]


@pytest.mark.parametrize(("text", "node"), [*RFC_EXAMPLES, *PRECEDENCE])
def test_reads_the_grammar(text: str, node: Node) -> None:
    assert parse(text) == node


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_reads_values(text: str, value: object) -> None:
    node = parse(f"a eq {text}")
    assert node == Comparison("a", "eq", value)  # type: ignore[arg-type]
    assert isinstance(node, Comparison)
    assert type(node.value) is type(value)


@pytest.mark.parametrize("operator", sorted(OPERATORS | {"pr"}))
def test_operators_and_keywords_have_any_case(operator: str) -> None:
    value = "" if operator == "pr" else ' "x"'
    plain = parse(f"a {operator}{value} and not (b pr) or c pr")
    assert parse(f"a {operator.upper()}{value} AND NOT (b Pr) oR c pR") == plain
    assert parse(f"a {operator}{value} and not(b pr) or c pr") == plain


def test_spaces_are_free_where_the_reading_is_clear() -> None:
    assert parse('\n  (  a   eq  "A" )\tor\tb eq "B"  ') == Or((A, B))


@pytest.mark.parametrize(
    "text",
    ['emails[type eq "work"].value eq "x"', 'emails[type eq "work"] eq "x"'],
)
def test_microsofts_value_path_with_an_operator_asks_for_one_element(text: str) -> None:
    expected = And((Comparison("type", "eq", "work"), Comparison("value", "eq", "x")))
    assert parse(text) == ValuePath("emails", expected)


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_says_what_was_expected_where(text: str, expected: str) -> None:
    with pytest.raises(InvalidFilter) as caught:
        parse(text)
    assert expected in caught.value.detail
    assert (caught.value.status, caught.value.scim_type) == (400, "invalidFilter")


def test_bounds_the_length() -> None:
    head = 'userName eq "'
    fits = head + "x" * (MAX_LENGTH - len(head) - 1) + '"'
    assert isinstance(parse(fits), Comparison)
    with pytest.raises(InvalidFilter, match="8001 characters long; 8000 are read"):
        parse(fits + " ")


def test_bounds_the_number_of_terms() -> None:
    fits = " or ".join(["a pr"] * MAX_TERMS)
    assert parse(fits) == Or((Present("a"),) * MAX_TERMS)
    with pytest.raises(InvalidFilter, match="more than 200 terms"):
        parse(f"{fits} or a pr")


@pytest.mark.parametrize("opening", ["(", "not ("])
def test_bounds_the_depth(opening: str) -> None:
    deepest = MAX_DEPTH
    parse(opening * deepest + "a pr" + ")" * deepest)
    with pytest.raises(InvalidFilter, match="50 levels of brackets"):
        parse(opening * (deepest + 1) + "a pr" + ")" * (deepest + 1))
    with pytest.raises(InvalidFilter):
        parse("(" * 7000)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    node, error = attempt(parse, text)
    assert node or error.scim_type == "invalidFilter"


_words = st.sampled_from(
    [
        "userName",
        "emails",
        "active",
        "type",
        "eq",
        "ne",
        "co",
        "gt",
        "pr",
        "and",
        "or",
        "not",
        "(",
        ")",
        "[",
        "]",
        '"x"',
        '"\\"',
        '"',
        "5",
        "true",
        "null",
        "x",
        ".value",
        "-",
        "urn:a:b",
    ]
)


@given(st.lists(_words, max_size=14), st.sampled_from([" ", ""]))
def test_any_words_are_read_or_refused(words: list[str], separator: str) -> None:
    node, error = attempt(parse, separator.join(words))
    assert node or error.scim_type == "invalidFilter"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_every_storable_text_can_be_asked_for(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parse(f'a eq "{quoted}"') == Comparison("a", "eq", text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


PHONES = USER_TYPE.find("phoneNumbers")
assert PHONES
WORK = {"value": "+44 20 1234", "type": "work", "primary": True}
MATCHES = [
    ('type eq "work"', True),
    ('type eq "WORK"', True),
    ('TYPE eq "work"', True),
    ('type eq "home"', False),
    ('type ne "home"', True),
    ('value co "20 12"', True),
    ('value sw "+44"', True),
    ('value ew "1234"', True),
    ('value ew "123"', False),
    ('value gt "+4"', True),
    ('value ge "+44 20 1234"', True),
    ('value lt "+44 20 1234"', False),
    ('value le "+44 20 1234"', True),
    ("primary eq true", True),
    ('primary eq "True"', True),
    ("primary ne false", True),
    ("primary pr", True),
    ("display pr", False),
    ("display eq null", True),
    ("display ne null", False),
    ('display ne "x"', True),
    ('display lt "x"', False),
    ('not (display eq "x")', True),
    ('type eq "work" and primary eq false', False),
    ('type eq "home" or primary eq true', True),
    ('type eq "home" or primary eq true and value pr', True),
]


@pytest.mark.parametrize(("text", "expected"), MATCHES)
def test_matches_one_element(text: str, expected: bool) -> None:
    assert PHONES
    assert matching.matches(parse(text), WORK, PHONES) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('colour eq "red"', "'phoneNumbers' has no 'colour'; it has: value, display"),
        ("primary gt true", "compare it with eq or ne"),
        ('primary eq "maybe"', 'it cannot be "maybe"'),
        ("primary eq 1", "it cannot be 1"),
        ("value gt null", "null can be compared with eq and ne only"),
        ('emails[type eq "work"]', "cannot stand inside another pair of brackets"),
    ],
)
def test_says_what_an_element_cannot_be_asked(text: str, expected: str) -> None:
    assert PHONES
    with pytest.raises(InvalidFilter) as caught:
        matching.check(parse(text), PHONES)
    assert expected in caught.value.detail
