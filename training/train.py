"""Trains the model: `python -m training.train OUT`, from the committed pairs and one seed.

What is learned is what the product does: a question's vector against the sum of a passage's text
and a share of its heading, and against the best of its sentences, each the mean of its tokens. The
other passages of a batch are the wrong answers, and batches are
made of passages that resemble each other, so that they are hard to tell apart: the same indicator
at another trust, a plan and a result, another year. Passages of a story that is told twice and
near-copies never meet in a batch, for each may answer the other's questions. Every other batch is
general English, and the end is the mean of what was learned and what was known before: nothing is
forgotten.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embedded import SHARE
from training.general import Fact, read_facts
from training.material import Example, is_held_out, read_examples, read_references
from training.variants import varied

BASE = "all-MiniLM-L6-v2"
SEED = 20
QUESTIONS = 3
"""Questions asked of each passage of a batch: a passage costs ten times as much as a question."""
_GENERAL_WORDS = 60
_MOST_ALIKE = 0.85
_MOST_SENTENCES = 12
_NO_TOKEN = 10_000
_SCALE = 20.0
_TEXT_SHARE = 0.3
_SENTENCE_SHARE = 0.5
"""What the losses of a passage's text alone and of its best sentence count beside the whole's."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run is made of."""

    epochs: int = 8
    batch: int = 32
    rate: float = 5e-5
    kept: float = 0.3
    """The share of the model as it was in the mean of both."""
    max_tokens: int = 128
    threads: int = 2
    seed: int = SEED


# ------------------------------------------------------------------ batches


def batches(
    stories: Sequence[str], alike: npt.NDArray[np.float32], size: int, random: Random
) -> Iterator[list[int]]:
    """Give batches of passages, each passage once: some at random, each with its like."""
    left = list(range(len(stories)))
    random.shuffle(left)
    while left:
        batch: list[int] = []
        while left and len(batch) < size:
            nearest = sorted(left[1:], key=lambda at: -float(alike[left[0], at]))
            for at in [left[0], *nearest[:7]]:
                if len(batch) < size and _is_apart(at, batch, stories, alike):
                    batch.append(at)
            kept = set(batch)
            rest = [at for at in left if at not in kept]
            if len(rest) == len(left):  # its like are in the batch already: it goes to the next
                rest = [*rest[1:], rest[0]]
                if not any(_is_apart(at, batch, stories, alike) for at in rest):
                    break
            left = rest
        yield batch


def _is_apart(
    at: int, batch: Sequence[int], stories: Sequence[str], alike: npt.NDArray[np.float32]
) -> bool:
    """Tell whether a passage answers no question of those in the batch, as far as can be told."""
    return all(
        alike[at, other] < _MOST_ALIKE
        and (stories[at] != stories[other] or "+" not in stories[at])
        and at != other
        for other in batch
    )


def field_rows(
    examples: Sequence[Example],
    alike: npt.NDArray[np.float32],
    ends: Sequence[Sequence[int]],
    recipe: Recipe,
) -> list[dict[str, Any]]:
    """Lay out the rows of all epochs in the order in which they are learned.

    `ends` are the tokens with which the sentences of each passage end.
    """
    random = Random(recipe.seed)  # noqa: S311 - a layout that can be repeated
    waiting: dict[int, list[str]] = {at: [] for at in range(len(examples))}
    stories = [each.story for each in examples]
    rows = []
    for _ in range(recipe.epochs):
        for batch in batches(stories, alike, recipe.batch, random):
            if len(batch) < recipe.batch:
                continue
            for at in batch:
                asked = _draw(waiting[at], examples[at].questions, random)
                columns = {f"q{n}": varied(each, random) for n, each in enumerate(asked)}
                passage = {"text": examples[at].text, "heading": examples[at].heading}
                rows.append({**columns, **passage, "label": ends[at]})
    return rows


def _draw(waiting: list[str], questions: Sequence[str], random: Random) -> list[str]:
    """Take the next questions of a passage; each is asked once before any is asked again."""
    while len(waiting) < QUESTIONS:
        again = list(questions)
        random.shuffle(again)
        waiting.extend(again)
    taken = waiting[:QUESTIONS]
    del waiting[:QUESTIONS]
    return taken


def token_ends(tokenizer: Any, example: Example) -> list[int]:
    """Count the tokens up to the end of each sentence but the last, twelve numbers in all."""
    starts = [
        start
        for start, end in tokenizer(example.text, return_offsets_mapping=True)["offset_mapping"]
        if end > start
    ]
    ends = [sum(start < end for start in starts) for end in example.ends][: _MOST_SENTENCES - 1]
    return [*ends, *[_NO_TOKEN] * (_MOST_SENTENCES - len(ends))]


def general_rows(facts: Sequence[Fact], count: int, recipe: Recipe) -> list[dict[str, str]]:
    """Lay out general pairs, each question at most once in a batch."""
    random = Random(recipe.seed)  # noqa: S311 - a layout that can be repeated
    by_question: dict[str, list[str]] = {}
    for fact in facts:
        by_question.setdefault(fact.question, []).append(fact.evidence)
    rows: list[dict[str, str]] = []
    while len(rows) < count:
        questions = list(by_question)
        random.shuffle(questions)
        for at in range(0, len(questions) - recipe.batch + 1, recipe.batch):
            for question in questions[at : at + recipe.batch]:
                evidence = random.choice(by_question[question]).split()[:_GENERAL_WORDS]
                rows.append({"question": question, "text": " ".join(evidence)})
    return rows[:count]


# ------------------------------------------------------------------ learning


def train(out: Path, recipe: Recipe) -> None:
    """Train and write a sentence-transformers folder."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from sentence_transformers import SentenceTransformer

    from index.export import weights_folder

    torch.set_num_threads(recipe.threads)
    base = str(weights_folder(BASE))
    model = SentenceTransformer(base, device="cpu", local_files_only=True)
    longest = model.max_seq_length
    model.max_seq_length = recipe.max_tokens
    examples = [each for each in read_examples(read_references()) if not is_held_out(each.story)]
    vectors = model.encode([each.text for each in examples], show_progress_bar=False)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ends = [token_ends(model.tokenizer, each) for each in examples]
    field = field_rows(examples, vectors @ vectors.T, ends, recipe)
    general = general_rows(read_facts(is_held_out=False), len(field), recipe)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for parameter in model[0].auto_model.embeddings.parameters():
        parameter.requires_grad = False
    with tempfile.TemporaryDirectory() as folder:
        _learn(model, field, general, recipe, folder)
    model.load_state_dict(_mean(before, model.state_dict(), recipe.kept))
    model.max_seq_length = longest
    model.save(str(out), create_model_card=False)


def _mean(before: Mapping[str, Any], after: Mapping[str, Any], kept: float) -> dict[str, Any]:
    """Mix two states of a model (Wortsman et al. 2022, WiSE-FT)."""
    return {
        name: kept * value + (1 - kept) * after[name] if value.is_floating_point() else value
        for name, value in before.items()
    }


def _learn(
    model: Any,
    field: Sequence[Mapping[str, str]],
    general: Sequence[Mapping[str, str]],
    recipe: Recipe,
    folder: str,
) -> None:
    from datasets import Dataset
    from sentence_transformers import (
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.base.sampler import DefaultBatchSampler, MultiDatasetBatchSamplers
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss

    class AsLaidOut(DefaultBatchSampler):  # type: ignore[misc]
        """Batches of neighbouring rows: they were laid out so."""

        def __iter__(self) -> Iterator[list[int]]:
            for start in range(0, len(self.sampler), self.batch_size):
                yield list(range(start, min(start + self.batch_size, len(self.sampler))))

    arguments = SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=1,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.rate,
        warmup_steps=0.1,
        weight_decay=0.01,
        seed=recipe.seed,
        use_cpu=not _has_gpu(),
        bf16=True,
        save_strategy="no",
        report_to="none",
        logging_steps=20,
        disable_tqdm=True,
        batch_sampler=AsLaidOut,
        multi_dataset_batch_sampler=MultiDatasetBatchSamplers.ROUND_ROBIN,
    )
    trainer = SentenceTransformerTrainer(
        model=model,
        args=arguments,
        train_dataset={
            "field": Dataset.from_list([dict(row) for row in field]),
            "general": Dataset.from_list([dict(row) for row in general]),
        },
        loss={"field": _passage_loss(model), "general": MultipleNegativesRankingLoss(model)},
    )
    trainer.train()


def _has_gpu() -> bool:
    import torch

    return bool(torch.cuda.is_available())


def _passage_loss(model: Any) -> Any:
    """Give the loss: each question must find its passage, its text and its best sentence."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    class PassageLoss(torch.nn.Module):  # type: ignore[misc]
        """Cross entropy over the batch's passages, for each of the columns of questions."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, sentence_features: Iterable[Any], labels: Any) -> Any:
            *questions, text, heading = [self.model(each) for each in sentence_features]
            own = text["sentence_embedding"]
            asked = torch.cat([each["sentence_embedding"] for each in questions])
            right = torch.arange(len(own)).repeat(len(questions)).to(asked.device)
            passages = normalize(own + float(SHARE) * heading["sentence_embedding"], dim=1)
            best = (asked @ _sentences(text, labels).transpose(1, 2)).amax(dim=2).T
            return (
                cross_entropy(_SCALE * asked @ passages.T, right)
                + _TEXT_SHARE * cross_entropy(_SCALE * asked @ own.T, right)
                + _SENTENCE_SHARE * cross_entropy(_SCALE * best, right)
            )

    def _sentences(text: Any, ends: Any) -> Any:
        """Give the mean of the tokens of each sentence: a row for each passage and sentence."""
        tokens = text["token_embeddings"]
        places = torch.arange(-1, tokens.shape[1] - 1, device=tokens.device)
        of = (places[None, :, None] >= ends[:, None, :]).sum(dim=2)
        is_in = torch.nn.functional.one_hot(of, _MOST_SENTENCES).to(tokens.dtype)
        is_in = is_in * text["attention_mask"][:, :, None]
        is_in = torch.cat((torch.zeros_like(is_in[:, :1]), is_in[:, 1:]), dim=1)
        return normalize(is_in.transpose(1, 2) @ tokens, dim=2)

    return PassageLoss()


def main(arguments: Sequence[str]) -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the embedding model.")
    parser.add_argument("out", type=Path)
    for name in ("epochs", "batch", "max_tokens", "threads", "seed"):
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=int, default=getattr(Recipe(), name)
        )
    for name in ("rate", "kept"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Recipe(), name))
    given = vars(parser.parse_args(arguments))
    train(given.pop("out"), Recipe(**given))


if __name__ == "__main__":
    main(sys.argv[1:])
