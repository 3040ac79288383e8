"""Words: stems, vocabulary, coverage."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.words import Term, Vocabulary, coverage, stem, stems, stop_words, tokens

VOCABULARY = Vocabulary([["BME", "BAME", "ethnic minority"], ["cut", "reduce", "fell"]])


def test_tokens_drop_case_and_possessive() -> None:
    assert tokens("The Trust’s 54% fall, Mersey’s") == ("the", "trust", "54", "fall", "mersey")


def test_stems_join_inflections() -> None:
    assert stems("mentoring mentors") == ("mentor", "mentor")


def test_longest_wording_becomes_one_term() -> None:
    terms = VOCABULARY.terms("ethnic minority managers")
    assert [term.typed for term in terms] == ["ethnic minority", "managers"]


def test_wordings_of_one_group_are_one_term() -> None:
    assert len(VOCABULARY.terms("BME and BAME")) == 1


def test_stop_words_are_no_terms() -> None:
    assert VOCABULARY.terms("what is the of a") == ()


def test_expansion_gives_other_wordings_only() -> None:
    assert VOCABULARY.expand("BAME staff") == ("BME", "ethnic minority")


@pytest.mark.parametrize(
    ("text", "share"),
    [("bullying of BAME staff fell", 1.0), ("bullying rose", 1 / 3), ("nothing here", 0.0)],
)
def test_coverage_counts_any_wording(text: str, share: float) -> None:
    terms = VOCABULARY.terms("cut bullying of BME")
    assert coverage(terms, {}, text) == pytest.approx(share)


def test_coverage_is_weighted() -> None:
    terms = VOCABULARY.terms("menopause policy")
    weights = {"menopause": 3.0, "policy": 1.0}
    assert coverage(terms, weights, "a policy") == pytest.approx(0.25)


def test_coverage_of_no_terms_is_nothing() -> None:
    assert coverage((), {}, "anything") == 0.0


def test_forms_need_neighbouring_words() -> None:
    term = Term("ethnic minority", (("ethnic", "minor"),))
    assert coverage((term,), {}, "a minor ethnic issue") == 0.0


def test_packaged_vocabulary_crosses_the_fields_words() -> None:
    vocabulary = Vocabulary.load()
    terms = vocabulary.terms("global majority")
    assert coverage(terms, {}, "staff from a BAME background") == 1.0


def test_threads_do_not_stem_each_others_words() -> None:
    words = [f"{start}{end}" for start in stop_words() for end in ("ations", "ing", "ness")]
    alone = [stem.__wrapped__(word) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            together = list(threads.map(lambda _: [*map(stem.__wrapped__, words)], range(4)))
    finally:
        sys.setswitchinterval(before)
    assert together == [alone] * 4
