"""Stronger judges: a real cross-encoder with random weights, a language model behind real HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from assistant.support import SupportChecker
from evaluation.judges import NoJudge, load_judge
from tests.fakes import HashingEncoder

ENCODER = HashingEncoder()


def test_no_name_is_the_built_in_checker() -> None:
    assert isinstance(load_judge("", ENCODER), SupportChecker)


@pytest.mark.parametrize("name", ["gpt", "oracle:delphi", "cross-encoder:", ":x"])
def test_an_unknown_judge_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(NoJudge, match="cross-encoder:NAME"):
        load_judge(name, ENCODER)


def test_a_cross_encoder_that_is_not_there_is_named() -> None:
    with pytest.raises(NoJudge, match="no/such-model"):
        load_judge("cross-encoder:no/such-model", ENCODER)


def make_cross_encoder(folder: Path, labels: tuple[str, ...]) -> None:
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cases", "fell", "rose"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)


@pytest.mark.slow
@pytest.mark.parametrize("labels", [("contradiction", "entailment", "neutral"), ("related",)])
def test_a_cross_encoder_takes_the_best_of_the_evidence(
    tmp_path: Path, labels: tuple[str, ...]
) -> None:
    make_cross_encoder(tmp_path, labels)
    judge = load_judge(f"cross-encoder:{tmp_path}", ENCODER)
    one, other = (judge.check("cases fell", [text]) for text in ("cases fell", "rose rose"))
    both = judge.check("cases fell", ["cases fell", "rose rose"])
    assert 0.0 <= one.score <= 1.0
    assert both.score == pytest.approx(max(one.score, other.score), abs=1e-5)
    assert both.is_supported is (both.score >= 0.5)
    assert not judge.check("cases fell", []).is_supported


class Model(BaseHTTPRequestHandler):
    """A language model that says yes when the evidence holds the word "fell"."""

    def do_POST(self) -> None:  # the name that http.server calls
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        evidence = asked["messages"][1]["content"].split("<claim>")[0]
        word = "Yes." if "fell" in evidence else "no"
        body = json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 0,
                "model": asked["model"],
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": word},
                    }
                ],
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()


def test_a_language_model_is_asked_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    with served() as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        monkeypatch.setenv("OPENAI_API_KEY", "none")
        judge = load_judge("openai:small", ENCODER)
        assert judge.check("cases fell", ["cases fell by half"]).is_supported
        verdict = judge.check("cases fell", ["cases rose"])
    assert not verdict.is_supported
    assert verdict.reason == "small: no"


def test_a_language_model_that_is_away_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with pytest.raises(NoJudge, match="did not answer"):
        load_judge("openai:small", ENCODER).check("a", ["b"])
