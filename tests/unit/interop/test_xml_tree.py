"""XML from strangers: attacks are refused, and everything else is told with its line."""

from __future__ import annotations

import pytest

from bargaining.errors import ScenarioError
from bargaining.interop.xml_tree import read_xml
from bargaining.scenario.reader import MOST_BYTES

LAUGHS = "".join(
    f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' if i else '<!ENTITY l0 "lol">' for i in range(10)
)


def written(tmp_path, text, name="bad.xml"):
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize(
    "document_type",
    [
        f"<!DOCTYPE r [{LAUGHS}]>",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE r [<!ENTITY x SYSTEM "https://example.org/x">]>',
        '<!DOCTYPE r [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>',
        '<!DOCTYPE r SYSTEM "other.dtd">',
        '<!DOCTYPE r PUBLIC "-//X//Y" "https://example.org/y.dtd">',
        "<!DOCTYPE r>",
    ],
)
def test_every_document_type_is_refused_at_once(tmp_path, document_type):
    file = written(tmp_path, f"<?xml version='1.0'?>\n{document_type}\n<r>&x;&l9;</r>")
    with pytest.raises(ScenarioError, match="document type declaration") as caught:
        read_xml(file)
    (problem,) = caught.value.problems
    # The declaration's own line: neither what it declares nor the elements below were read.
    assert problem.line == 2
    assert "delete" in problem.message
    assert caught.value.origin == str(file)


def test_an_external_entity_is_never_opened(tmp_path):
    secret = written(tmp_path, "a secret", "secret.txt")
    file = written(tmp_path, f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><r a="&x;"/>')
    with pytest.raises(ScenarioError) as caught:
        read_xml(file)
    assert "a secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no element found"),
        ("plain words", "not well-formed XML"),
        ("<r><s></r>", "mismatched tag"),
        ("<r>&undefined;</r>", "undefined entity"),
        ('<r a="1" a="2"/>', "duplicate attribute"),
        ('<?xml version="1.0" encoding="no-such"?><r/>', "encoding"),
        (b"<r a='\xff'/>", "0xFF, which is not UTF-8, the encoding of XML that names none"),
        (b"<?xml version='1.0' encoding='utf-8'?><r a='\xff'/>", "the encoding that it names"),
        (b"<r>\x00</r>", "not well-formed"),
        ("<a>" * 50 + "</a>" * 50, "deep"),
        ("<r>" + "<s/>" * 60_000 + "</r>", "elements"),
        ("<r>" + " " * MOST_BYTES + "</r>", "at most"),
    ],
)
def test_broken_files_are_told_in_words(tmp_path, text, said):
    with pytest.raises(ScenarioError, match=said):
        read_xml(written(tmp_path, text))


def test_what_is_no_file_is_told(tmp_path):
    for path, said in ((tmp_path, "folder"), (tmp_path / "none.xml", "does not exist")):
        with pytest.raises(ScenarioError, match=said):
            read_xml(path)


def test_a_sound_file_is_read_in_order_with_lines(tmp_path):
    text = '<?xml version="1.0" encoding="UTF-16"?>\n<r>\n<s a="é&amp;&#60;"/>\n<t><s/></t>\n</r>'
    root = read_xml(written(tmp_path, text.encode("utf-16")))
    assert [element.tag for element in root.walk()] == ["r", "s", "t", "s"]
    assert [element.line for element in root.walk()] == [2, 3, 4, 4]
    assert root.all("s")[0].attributes == {"a": "é&<"}
