"""The authority list: what is in it, and what a typed name or a label means."""

import csv
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.organisations import Authority, Entry, parse

SHARED = Path(__file__).parents[3] / "shared"
AUTHORITY = Authority.load()
TYPES = {
    *("acute", "mental_health", "community", "ambulance", "specialist", "combined", "group"),
    *("icb", "public", "national", "network", "welsh", "other"),
}
REGIONS = {
    *("London", "South East", "South West", "East of England", "Midlands"),
    *("North East and Yorkshire", "North West"),
}
TRUST_TYPES = {"acute", "mental_health", "community", "ambulance", "specialist", "combined"}


@pytest.fixture(scope="module")
def authority() -> Authority:
    return AUTHORITY


@pytest.fixture(scope="module")
def entries(authority: Authority) -> tuple[Entry, ...]:
    return authority.entries


# ------------------------------------------------------------------ the list


@pytest.mark.shared
def test_every_code_of_the_reference_list_is_there_under_its_name(authority: Authority) -> None:
    by_code = {e.organisation.ods_code: e.organisation.name for e in authority.entries}
    with (SHARED / "reference" / "ods_trusts.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            assert row["code"] in by_code, row
            resolved = authority.resolve(row["name"])
            assert resolved is not None, row
            assert resolved.name == by_code[row["code"]]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("TAJ", "Black Country Healthcare NHS Foundation Trust"),
        ("TAD", "Bradford District Care NHS Foundation Trust"),
        ("TAH", "Sheffield Health and Social Care NHS Foundation Trust"),
        ("TAF", "Camden and Islington NHS Foundation Trust"),
    ],
)
def test_trusts_missing_from_the_reference_list_are_there(
    authority: Authority, code: str, name: str
) -> None:
    entry = authority.entry(name)
    assert entry is not None
    assert entry.organisation.ods_code == code


def test_types_and_regions_are_of_the_vocabulary(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        assert entry.organisation.type in TYPES, entry
        assert entry.organisation.region in REGIONS | {None}, entry
        if entry.organisation.type in TRUST_TYPES | {"icb"}:
            assert entry.organisation.region is not None, entry


def test_names_and_codes_are_unique(entries: tuple[Entry, ...]) -> None:
    names = Counter(entry.organisation.name for entry in entries)
    codes = Counter(e.organisation.ods_code for e in entries if e.organisation.ods_code)
    assert max(names.values()) == 1
    assert max(codes.values()) == 1


def test_a_successor_is_in_the_list_and_still_stands(entries: tuple[Entry, ...]) -> None:
    by_name = {entry.organisation.name: entry for entry in entries}
    for entry in entries:
        if entry.successor is not None:
            assert by_name[entry.successor].successor is None, entry


def test_a_predecessor_is_itself_and_knows_its_successor(authority: Authority) -> None:
    resolved = authority.resolve("C&I")
    assert resolved is not None
    assert resolved.name == "Camden and Islington NHS Foundation Trust"
    entry = authority.entry(resolved.name)
    assert entry is not None
    assert entry.successor == "North London NHS Foundation Trust"


def test_a_line_with_a_missing_column_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        parse("name\tcode\nBarts Health NHS Trust")


# ------------------------------------------------------------------ every name resolves


def _variants(name: str) -> list[str]:
    bare = name.removeprefix("The ")
    return [
        name,
        name.upper(),
        name.lower(),
        f"the {bare}",
        name.replace(" and ", " & "),
        name.replace("'", "’"),
        name.replace("'", ""),
        name.replace(",", ""),
        name.replace("NHS Foundation Trust", "NHS FT"),
        name.replace("NHS Foundation Trust", "Foundation Trust"),
        name.replace("NHS Foundation Trust", "NHS Trust"),
        name.replace("NHS Foundation Trust", "FT"),
        f"  {name} ",
        f"{name} (XYZ)",
    ]


def test_every_full_name_resolves_to_itself_however_it_is_written(
    authority: Authority, entries: tuple[Entry, ...]
) -> None:
    for entry in entries:
        for written in _variants(entry.organisation.name):
            resolved = authority.resolve(written)
            assert resolved == entry.organisation, (written, resolved)


def test_every_former_name_resolves_to_the_organisation_of_today(
    authority: Authority, entries: tuple[Entry, ...]
) -> None:
    for entry in entries:
        for former in entry.former:
            assert authority.resolve(former) == entry.organisation, former


def test_every_other_name_is_unique_or_reported_as_ambiguous(
    authority: Authority, entries: tuple[Entry, ...]
) -> None:
    shared = set(authority.ambiguous().values())
    for entry in entries:
        for other in (*entry.short, *entry.loose):
            found = authority.candidates(other)
            assert entry.organisation in found, other
            assert len(found) == 1 or tuple(item.name for item in found) in shared, other


def test_only_initials_are_ambiguous(authority: Authority) -> None:
    for name in authority.ambiguous():
        assert " " not in name, name


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_resolves_or_does_not_without_an_error(text: str) -> None:
    resolved = AUTHORITY.resolve(text)
    assert resolved is None or resolved in AUTHORITY.candidates(text)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Mersey Care", "RW4"),
        ("merseycare", "RW4"),
        ("NELFT NHS Foundation Trust", "RAT"),
        ("chesterfield royal hospital", "RFS"),
        ("Chesterfield", "RFS"),
        ("GSTT", "RJ1"),
        ("kmpt", "RXY"),
        ("CHT", "RWY"),
        ("Mid Yorkshire", "RXF"),
        ("Norfolk Community Healthcare", "RY3"),
        ("Northumberland, Tyne and Wear NHS Foundation Trust", "RX4"),
        ("University College London Hospitals Foundation Trust", "RRV"),
    ],
)
def test_names_in_common_use_resolve(authority: Authority, typed: str, code: str) -> None:
    resolved = authority.resolve(typed)
    assert resolved is not None
    assert resolved.ods_code == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "the",
        "Trust",
        "NHS Foundation Trust",
        "London",
        "Leeds City Council",
        "Imperial College",
    ],
)
def test_what_names_nobody_in_the_list_resolves_to_none(authority: Authority, typed: str) -> None:
    assert authority.resolve(typed) is None


def test_an_ambiguous_name_needs_the_corpus_to_decide(authority: Authority) -> None:
    assert authority.resolve("MFT") is None
    resolved = authority.resolve("MFT", among=["Medway NHS Foundation Trust"])
    assert resolved is not None
    assert resolved.ods_code == "RPA"


def test_a_list_of_names_keeps_what_is_not_known_as_written(authority: Authority) -> None:
    found = authority.resolve_list("Oxleas; Leeds City Council ;")
    assert [item.name for item in found] == ["Oxleas NHS Foundation Trust", "Leeds City Council"]


@pytest.mark.shared
def test_the_names_that_the_digests_use_resolve(authority: Authority) -> None:
    listed = yaml.safe_load((SHARED / "digests" / "corpus.yaml").read_text(encoding="utf-8"))
    names = {item["organisation"] for item in listed.values() if item.get("organisation")}
    unknown = {
        name for name in names if any(part.type is None for part in authority.resolve_list(name))
    }
    assert all(
        name.startswith("University of") or name.endswith(("Council", "Rescue Service"))
        for name in unknown
    ), unknown


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mersy Car", "Mersey Care NHS Foundation Trust"),
        ("Chesterfeild", "Chesterfield Royal NHS Foundation Trust"),
        ("Nottinham University Hospitals", "Nottingham University Hospitals NHS Trust"),
        ("Camdn and Islngton", "Camden and Islington NHS Foundation Trust"),
    ],
)
def test_the_nearest_name_is_suggested_first(authority: Authority, typed: str, name: str) -> None:
    assert authority.suggest(typed)[0] == name


def test_nothing_is_suggested_for_what_is_near_nothing(authority: Authority) -> None:
    assert authority.suggest("xyzzy") == ()


def test_suggestions_are_distinct_and_at_most_n(authority: Authority) -> None:
    found = authority.suggest("university hospitals", n=2)
    assert len(found) == len(set(found)) == 2


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://www.kmpt.nhs.uk/about-us/page", "RXY"),
        ("somebody@merseycare.nhs.uk", "RW4"),
        ("kmpt.nhs.uk/about", "RXY"),
    ],
)
def test_an_address_belongs_to_its_organisation(
    authority: Authority, address: str, code: str
) -> None:
    organisation = authority.by_domain(address)
    assert organisation is not None
    assert organisation.ods_code == code


@pytest.mark.parametrize("address", ["somebody@nhs.net", "https://example.org/kmpt.nhs.uk", ""])
def test_an_address_shared_by_all_belongs_to_nobody(authority: Authority, address: str) -> None:
    assert authority.by_domain(address) is None


def test_loading_is_quick() -> None:
    fastest = min(_seconds_to_load() for _ in range(5))
    assert fastest < 0.06


def _seconds_to_load() -> float:
    start = time.process_time()
    Authority.load()
    return time.process_time() - start


def test_a_town_in_a_question_means_the_trusts_that_have_it_in_their_name() -> None:
    authority = Authority.load()
    held = ["Leeds Teaching Hospitals NHS Trust", "Leeds Community Healthcare NHS Trust"]

    assert authority.places("what does leeds do?", held) == {"leeds": tuple(held)}
    assert authority.places("and Bradford's plan?", held) == {"Bradford": ()}
    assert authority.places("what does Leeds City Council do?", held) == {}
    assert authority.places("and Leeds Teaching Hospitals?", held) == {}
    county = ("Derbyshire Healthcare NHS Foundation Trust",)
    assert authority.places("what did Derby do?", county) == {"Derby": county}
    joined = ("Black Country Healthcare NHS Foundation Trust",)
    assert authority.places("what was done for Black staff?", joined) == {}
