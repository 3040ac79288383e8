"""The JSON contract: exactly the keys of DESIGN.md, section 4, in that order."""

import json

from assistant import wire
from tests.assistant import samples


def test_an_answer_has_the_keys_of_the_contract_in_order() -> None:
    assert list(wire.answer_json(samples.answer())) == [
        *("id", "question", "standalone_question", "status", "summary", "statements"),
        *("citations", "actions", "caveats", "removed", "filters", "generator", "timings_ms"),
    ]


def test_a_statement_has_the_keys_of_the_contract_in_order() -> None:
    (statement, *_) = wire.answer_json(samples.answer())["statements"]

    assert list(statement) == [
        *("text", "evidence", "organisation", "citations", "origin", "support", "basis", "columns")
    ]
    assert list(statement["basis"]) == [
        *("before_after", "people", "period", "comparison", "reported_by")
    ]


def test_only_an_outcome_has_a_basis() -> None:
    statements = wire.answer_json(samples.answer())["statements"]

    assert [item["evidence"] for item in statements if item["basis"]] == ["outcome"]


def test_a_citation_has_the_keys_of_the_contract_in_order() -> None:
    (citation, *_) = wire.answer_json(samples.answer())["citations"]

    assert list(citation) == [
        *("number", "document_id", "document", "title", "publisher", "organisation"),
        *("organisation_named", "ods_code", "kind", "period", "section", "page", "indicators"),
        *("evidence", "quote", "start", "end", "passage_id"),
    ]


def test_an_action_has_the_keys_of_the_contract_in_order() -> None:
    keys = (
        *("id", "document_id", "document", "organisation", "period", "number", "indicators"),
        *("objective", "action", "lead", "timescale", "success_measure", "status", "page"),
        *("start", "end"),
    )

    assert tuple(wire.action_json(samples.action())) == keys
    assert wire.KEYS["actions"] == keys


def test_an_absent_cell_is_an_empty_string() -> None:
    assert wire.action_json(samples.action(lead=""))["lead"] == ""


def test_the_columns_of_outcomes_are_the_keys_of_an_outcome() -> None:
    assert tuple(wire.outcome_json(samples.outcome())) == wire.KEYS["outcomes"]


def test_a_hit_has_the_keys_of_the_contract_in_order() -> None:
    found = wire.hits_json([samples.hit()])

    assert list(found) == ["hits"]
    assert list(found["hits"][0]) == [
        *("rank", "score", "dense_rank", "lexical_rank", "passage_id", "document_id", "document"),
        *("title", "organisation", "section", "page", "indicators", "evidence", "text"),
        *("start", "end"),
    ]


def test_an_answer_survives_json_unchanged() -> None:
    value = wire.answer_json(samples.answer())

    assert json.loads(json.dumps(value)) == value


def test_filters_are_named_as_they_are_asked() -> None:
    assert list(wire.answer_json(samples.answer())["filters"]) == [
        *("organisation", "indicator", "theme", "year", "kind", "evidence")
    ]
