"""Archives and mails: every document in them is one, and nothing in them does harm."""

import io
import struct
import zipfile
from dataclasses import replace

import pytest

from ingest.archives import Package, is_package, unpack
from ingest.errors import UnreadableFile
from ingest.limits import Limits, check
from tests.ingest.packing import archive, document, mail

LIMITS = Limits(unpacked_mb=2, members=20, depth=2)


def names(package: Package) -> list[str]:
    return ["!".join(member.inside) for member in package.members]


def refusals(package: Package) -> dict[str, str]:
    return {"!".join(each.inside): each.reason for each in package.refused}


def test_every_member_is_a_document_with_its_own_name() -> None:
    package = unpack(archive({"a.md": document("A"), "Trust B/plan.md": document("B")}), LIMITS)

    assert names(package) == ["a.md", "Trust B/plan.md"]
    assert package.members[1].data == document("B")


def test_what_is_in_an_archive_inside_is_named_by_the_way_to_it() -> None:
    inner = archive({"b.md": document("B")})

    assert names(unpack(archive({"a.md": document(), "more/in.zip": inner}), LIMITS)) == [
        "a.md",
        "more/in.zip!b.md",
    ]


def test_a_deeper_archive_than_allowed_is_refused_alone() -> None:
    data = archive({"c.md": document("C")})
    for at in range(3):
        data = archive({f"{at}.zip": data, f"{at}.md": document(str(at))})

    package = unpack(data, LIMITS)

    assert names(package) == ["2.zip!1.md", "2.md"]
    assert "GOODPRACTICE_ARCHIVE_DEPTH" in refusals(package)["2.zip!1.zip"]


@pytest.mark.parametrize("name", ["a.docx", "b.odt"])
def test_a_document_that_is_a_zip_file_itself_is_no_archive(name: str) -> None:
    marks = {"a.docx": {"[Content_Types].xml": "<x/>"}, "b.odt": {"mimetype": "x"}}

    assert not is_package(archive(marks[name] | {"word.xml": "<x/>"}))


def test_what_is_beside_documents_is_passed_over_and_said() -> None:
    members = {
        "a.md": document(),
        "logo.PNG": b"\x89PNG",
        "__MACOSX/._a.md": b"x",
        ".DS_Store": b"x",
        "folder/": b"",
        "corpus.yaml": b"a.md: {}",
        "~$plan.docx": b"x",
    }
    package = unpack(archive(members), LIMITS)

    assert names(package) == ["a.md"]
    assert package.warnings == ("passed over, as no document: logo.PNG",)


def test_an_archive_without_documents_says_so() -> None:
    with pytest.raises(UnreadableFile, match="no document in it"):
        unpack(archive({"logo.png": b"x"}), LIMITS)


@pytest.mark.parametrize(
    ("spelt", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/cron.d/x.md", "etc/cron.d/x.md"),
        ("..\\..\\x.md", "x.md"),
        ("C:\\temp\\x.md", "C:/temp/x.md"),
        ("a/./b/../c.md", "a/b/c.md"),
        ("x\x1b[2J.md", "x_[2J.md"),
        ("..", "unnamed"),
    ],
)
def test_a_name_is_only_a_name(spelt: str, kept: str) -> None:
    assert names(unpack(archive({spelt: document()}), LIMITS)) == [kept]


def test_two_members_of_one_name_are_two_documents() -> None:
    members = {"a.md": document("A"), "../a.md": document("B"), "./a.md": document("C")}

    assert names(unpack(archive(members), LIMITS)) == ["a.md", "a (2).md", "a (3).md"]


def test_a_link_in_an_archive_is_not_followed() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        link = zipfile.ZipInfo("passwd.txt")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
        file.writestr("a.md", document())

    package = unpack(made.getvalue(), LIMITS)

    assert names(package) == ["a.md"]
    assert "passwd.txt" in package.warnings[0]


def test_an_archive_with_too_many_files_is_refused_before_any_is_unpacked() -> None:
    with pytest.raises(UnreadableFile, match=r"21 files.*GOODPRACTICE_ARCHIVE_MEMBERS"):
        unpack(archive({f"{at}.md": b"x" for at in range(21)}), LIMITS)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = archive({"a.txt": bytes(3_000_000)})
    assert len(bomb) < 10_000

    with pytest.raises(UnreadableFile, match=r"3 MB.*GOODPRACTICE_UNPACKED_MB"):
        unpack(bomb, LIMITS)
    with pytest.raises(UnreadableFile, match=r"3 MB.*GOODPRACTICE_UNPACKED_MB"):
        check(bomb, LIMITS)


def test_what_archives_inside_unpack_to_counts_together() -> None:
    bomb = archive({f"{at}.zip": archive({"a.txt": bytes(900_000)}) for at in range(3)})
    check(bomb, LIMITS)

    with pytest.raises(UnreadableFile, match="GOODPRACTICE_UNPACKED_MB"):
        unpack(bomb, LIMITS)


def test_an_archive_that_lies_about_a_size_gives_no_more_than_it_declares() -> None:
    honest = archive({"a.txt": bytes(1_000_000)})
    lying = honest.replace(struct.pack("<L", 1_000_000), struct.pack("<L", 10))
    assert lying != honest

    package = unpack(lying, LIMITS)

    assert not package.members
    assert "damaged" in refusals(package)["a.txt"]


def test_a_locked_member_is_refused_and_the_others_are_read() -> None:
    data = bytearray(archive({"a.md": document("A"), "b.md": document("B")}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1

    package = unpack(bytes(data), LIMITS)

    assert names(package) == ["b.md"]
    assert "password" in refusals(package)["a.md"]


def test_a_damaged_member_is_refused_and_the_others_are_read() -> None:
    members: dict[str, bytes | str] = {"a.md": document("Ayling"), "b.md": document("B")}
    data = archive(members, zipfile.ZIP_STORED).replace(b"Fair panels at Ayling", b"F" * 21)

    package = unpack(data, LIMITS)

    assert names(package) == ["b.md"]
    assert "damaged" in refusals(package)["a.md"]


def test_a_damaged_archive_is_no_archive_and_one_inside_is_left_to_its_reader() -> None:
    whole = archive({"a.md": document()})

    assert not is_package(whole[:-30])
    assert names(unpack(archive({"b.zip": whole[:-30]}), LIMITS)) == ["b.zip"]


# ------------------------------------------------------------------ mails


def test_a_mail_with_attachments_is_a_package_of_itself_and_them() -> None:
    data = mail(attachments={"plan.md": document(), "logo.png": b"x", "card.vcf": b"x"})

    package = unpack(data, LIMITS)

    assert is_package(data)
    assert [member.inside for member in package.members] == [(), ("plan.md",)]
    assert package.members[0].data == data
    assert package.members[1].data == document()
    assert package.warnings == ("passed over, as no documents: logo.png, card.vcf",)


def test_a_mail_without_attachments_is_one_document() -> None:
    assert not is_package(mail())


def test_a_mail_without_text_is_only_its_attachments() -> None:
    package = unpack(mail(text=None, attachments={"plan.md": document()}), LIMITS)

    assert names(package) == ["plan.md"]


def test_an_archive_in_a_mail_in_an_archive_is_opened() -> None:
    inner = mail(attachments={"in.zip": archive({"plan.md": document()})})
    deep = replace(LIMITS, depth=3)

    assert names(unpack(archive({"note.eml": inner}), deep)) == [
        "note.eml",
        "note.eml!in.zip!plan.md",
    ]


def test_attachments_count_against_the_limits() -> None:
    with pytest.raises(UnreadableFile, match="GOODPRACTICE_ARCHIVE_MEMBERS"):
        unpack(mail(attachments={f"{at}.md": b"x" for at in range(21)}), LIMITS)
