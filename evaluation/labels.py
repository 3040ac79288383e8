"""Reads the claims of ExpertQA that people have labelled (Malaviya et al. 2024), for the judge."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import BadLabels

FILES = ("rand_val.jsonl", "domain_val.jsonl")
LABELS = ("Complete", "Partial", "Incomplete")
_SOURCE = re.compile(r"^\s*\[\d+\]\s*\S*\s*")
# Shorter texts are addresses and titles, nothing that could support a claim.
MIN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim, the texts it cites and how an expert judged them."""

    question: str
    claim: str
    evidence: tuple[str, ...]
    label: str

    @property
    def is_supported(self) -> bool:
        """Tell whether the evidence supports all of it: Partial is not supported."""
        return self.label == "Complete"

    @property
    def is_calibration(self) -> bool:
        """Tell which half it belongs to; every claim of a question is in the same one."""
        return hashlib.sha256(self.question.encode()).digest()[0] % 2 == 0


def read_labels(folder: Path) -> tuple[LabelledClaim, ...]:
    """Give the labelled claims with evidence text, each (question, claim) once, in file order."""
    found: dict[tuple[str, str], LabelledClaim] = {}
    for name in FILES:
        path = folder / name
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise BadLabels(f"{path}: cannot be read ({error.strerror}); see --labels") from error
        for number, line in enumerate(lines, 1):
            try:
                claims = list(_claims(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadLabels(
                    f"{path}, line {number}: not as ExpertQA has it ({error})"
                ) from error
            for claim in claims:
                found.setdefault((claim.question, claim.claim), claim)
    return tuple(found.values())


def _claims(entry: Mapping[str, Any]) -> Iterator[LabelledClaim]:
    for answer in entry["answers"].values():
        for claim in answer["claims"]:
            texts = (_SOURCE.sub("", text).strip() for text in claim["evidence"] or ())
            evidence = tuple(text for text in texts if len(text) >= MIN_CHARACTERS)
            if claim["support"] in LABELS and evidence:
                yield LabelledClaim(
                    entry["question"], claim["claim_string"], evidence, claim["support"]
                )
