"""The command line: every command, its options, and the one place where errors become messages."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.errors import AssistantError
from index.errors import DataError, WrongModel
from ingest.errors import IngestError

if TYPE_CHECKING:
    from assistant.conversations import Conversations
    from assistant.export import Format, Row
    from assistant.intake import Progress, Report
    from assistant.pipeline import Assistant
    from assistant.settings import Settings
    from assistant.terminal import Page
    from index.records import Filters
    from index.search import Index

DEMO_QUESTION = "what reduced disciplinary disparity?"

EPILOG = """
Settings, as environment variables:

GOODPRACTICE_DATA: folder that holds catalogue and vectors; the user data folder if not set.

GOODPRACTICE_MODEL: name of the embedding model.

GOODPRACTICE_MODELS: folder that holds exported embedding models; the user cache folder if not set.

GOODPRACTICE_RERANKER: cross-encoder that puts what was found in order: a folder or hub name.

GOODPRACTICE_RERANKER_MS: longest that it reads for one search, in milliseconds.

GOODPRACTICE_THREADS: threads that run the embedding model; 0 is one for each core it may use.

GOODPRACTICE_MAX_FILE_MB: largest file that is ingested, in megabytes.

GOODPRACTICE_READ_SECONDS: longest time that one file is read, in seconds.

GOODPRACTICE_READ_MEMORY_MB: most memory that reading one file may take, in megabytes.

GOODPRACTICE_READ_PAGES: most pages that a PDF may have.

GOODPRACTICE_READ_WORKERS: files that are read at once; 0 is one for each core.

GOODPRACTICE_UNPACKED_MB: largest size of an archive or Office document unpacked, in megabytes.

GOODPRACTICE_ARCHIVE_MEMBERS: most files that an archive or a mail may hold.

GOODPRACTICE_ARCHIVE_DEPTH: most archives and mails inside one another.

GOODPRACTICE_MAX_QUESTION: longest question that is taken, in characters.

GOODPRACTICE_LLM: language model that writes answers, as ollama:NAME; without, quotes only.

GOODPRACTICE_LLM_BASE_URL: address of the language model's server; its provider's if not set.

GOODPRACTICE_LLM_API_KEY: key for the language model's server.

GOODPRACTICE_LLM_SECONDS: longest time that a language model may write, in seconds.

GOODPRACTICE_LLM_TOKENS: longest draft of a language model, in its tokens.

GOODPRACTICE_JUDGE: judge in evaluate: cross-encoder:NAME or openai:MODEL; else the built-in.

GOODPRACTICE_KEEP_CONTACTS: 1 keeps e-mail addresses and telephone numbers in the text.

GOODPRACTICE_ACCESS: who may use the server: open (this machine only), keys, oidc or proxy.

GOODPRACTICE_URL: address at which browsers reach the server; needed with oidc.

GOODPRACTICE_OIDC_ISSUER: address of the OpenID Connect provider, with access oidc.

GOODPRACTICE_OIDC_CLIENT: client id that the provider gave this server, with access oidc.

GOODPRACTICE_OIDC_SECRET: client secret, with access oidc.

GOODPRACTICE_OIDC_SCOPE: what the provider is asked for, with access oidc.

GOODPRACTICE_OIDC_CLAIM: what the provider says that roles depend on: roles, groups, email.

GOODPRACTICE_READERS: users (proxy) or values of the claim (oidc) that may ask; everyone if not set.

GOODPRACTICE_PROXY_HEADER: header in which a reverse proxy names the user, with access proxy.

GOODPRACTICE_PROXY_ADDRESSES: addresses that such a proxy comes from, separated by commas.

GOODPRACTICE_CURATORS: users or values that may also add and remove documents, by commas.

GOODPRACTICE_RATE: requests a minute of one key, user or address, unless access is open.

GOODPRACTICE_KEEP_DAYS: days that a conversation is kept after its last use.

GOODPRACTICE_LOG_QUESTIONS: 1 lets the server write questions into its log and traces.

GOODPRACTICE_TRACES: address of an OpenTelemetry collector for traces, as http://HOST:4318.

Exit status: 0 done, 1 something you can mend, 2 wrong usage.
"""


class Commands(TyperGroup):
    """The commands, with errors translated: one line on standard error, exit status 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            _drop_output()
            raise typer.Exit(0) from error
        except (AssistantError, DataError, IngestError) as error:
            _complain(str(error))
            raise typer.Exit(1) from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            reason = (error.strerror or str(error)).lower()
            _complain(f"{where}{reason}; check the path, its permissions and free space")
            raise typer.Exit(1) from error
        return result


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
documents_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(documents_app, name="documents", help="List, show, check and remove documents.")
keys_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(keys_app, name="keys", help="Make, list and revoke keys for the server.")


def main() -> None:
    """Run the command line."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    given = [value for name, value in os.environ.items() if name.startswith("GOODPRACTICE_")]
    try:
        "".join([*sys.argv[1:], *given]).encode()
    except UnicodeEncodeError:
        _complain("an argument or a setting is not UTF-8: set your terminal to UTF-8")
        sys.exit(2)
    try:
        app(prog_name="goodpractice")
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()


def _open_streams() -> None:
    """Let what comes and goes through a stream that the caller has closed be nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115


# ------------------------------------------------------------------ options


def _path(typed: str) -> Path:
    """Take a path; an empty one, as of a shell's variable that is not set, is a mistake."""
    if not typed:
        msg = "the path is empty"
        raise typer.BadParameter(msg)
    return Path(typed)


def _complete(*values: str) -> Callable[[str], list[str]]:
    def matching(incomplete: str) -> list[str]:
        return [value for value in values if value.startswith(incomplete)]

    return matching


KINDS = ("case_study", "action_plan", "report", "guidance", "webpage", "other")
EVIDENCE = ("outcome", "intervention", "plan", "target", "baseline", "learning", "context")
THEMES = ("recruitment", "disciplinary", "bullying", "board")
FORMATS = ("table", "json", "csv", "xlsx")

Organisations = Annotated[
    list[str] | None,
    typer.Option("--organisation", metavar="NAME", help="Any of its names; repeatable."),
]
Indicators = Annotated[
    list[str] | None,
    typer.Option("--indicator", metavar="1-9", help="WRES indicator; repeatable."),
]
Themes = Annotated[
    list[str] | None,
    typer.Option(
        "--theme",
        metavar="THEME",
        help=f"Theme by name, or {', '.join(THEMES)}; repeatable.",
        autocompletion=_complete(*THEMES),
    ),
]
Years = Annotated[
    list[str] | None,
    typer.Option("--year", metavar="PERIOD", help="Period as printed, 2017/18; repeatable."),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=f"Kind of document: {', '.join(KINDS)}; repeatable.",
        autocompletion=_complete(*KINDS),
    ),
]
EvidenceTypes = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        metavar="TYPE",
        help=f"Evidence type: {', '.join(EVIDENCE)}; repeatable.",
        autocompletion=_complete(*EVIDENCE),
    ),
]
Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", parser=_path, help="Files or folders.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value.")]
LanguageModel = Annotated[
    str | None,
    typer.Option("--llm", metavar="MODEL", help="Who writes, as ollama:NAME; extractive: nobody."),
]
As = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=f"One of {', '.join(FORMATS)}; as the ending of -o says, else table.",
        autocompletion=_complete(*FORMATS),
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
]


def _version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"goodpractice {version('goodpractice')}")
        raise typer.Exit


@app.callback()
def _top(
    ctx: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            parser=_path,
            help="Data folder, instead of GOODPRACTICE_DATA.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Exact, cited answers about workforce race equality from NHS documents, offline."""
    ctx.obj = data


# ------------------------------------------------------------------ documents in


@app.command()
def demo(ctx: typer.Context) -> None:
    """Ingest the bundled sample and answer one question."""
    from assistant.wiring import sample_folder

    settings = _settings(ctx)
    beside = settings.data.with_name(f"{settings.data.name}-demo")
    settings = settings.model_copy(update={"data": beside})
    with sample_folder() as sample:
        try:
            report = _ingest(settings, [sample])
        except WrongModel:
            # The folder is the demo's own, of an earlier version.
            _rebuild(settings)
            report = _ingest(settings, [sample])
    if report.new or report.changed:
        _tell(f"Ingested the sample: {len(report.new) + len(report.changed)} documents.")
    typer.echo(_answer_page(settings, DEMO_QUESTION))
    name = _own_name()
    typer.echo(f'Ask it more:        {name} --data "{settings.data}" ask "who leads on bullying?"')
    typer.echo(f"Ingest your own:    {name} ingest FOLDER    then    {name} ask QUESTION")


@app.command()
def ingest(
    ctx: typer.Context,
    paths: Paths,
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", metavar="NAME", help="Whom these documents are about."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=f"What these documents are: {', '.join(KINDS)}.",
            autocompletion=_complete(*KINDS),
        ),
    ] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="PERIOD", help="Their period, as 2017/18.")
    ] = None,
    keep_contacts: Annotated[
        bool,
        typer.Option("--keep-contacts", help="Keep e-mail addresses and telephone numbers."),
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove documents that are gone from these folders.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: ingest again whenever something changes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read documents into the data folder."""
    settings = _settings(ctx, keep_contacts=keep_contacts or None)
    given = {"organisation": organisation, "kind": kind, "year": year, "prune": prune}
    if watch:
        if as_json:
            msg = "one JSON value cannot tell of what goes on; leave --watch or --json out"
            raise typer.BadParameter(msg, param_hint="--watch")
        _follow(settings, paths, given)
    elif _ingest_and_tell(settings, paths, given, as_json=as_json).failed:
        raise typer.Exit(1)


def _ingest_and_tell(
    settings: "Settings", paths: Sequence[Path], given: Mapping[str, Any], *, as_json: bool
) -> "Report":
    """Ingest, and say what was done."""
    report = _ingest(settings, paths, **given)
    _tell_troubles(report)
    if as_json:
        from assistant.wire import report_json

        _print_json(report_json(report))
    else:
        from assistant.terminal import report_text

        typer.echo(report_text(report, _page()))
    return report


def _tell_troubles(report: "Report") -> None:
    for warning in report.warnings:
        _complain(f"warning: {warning}")
    for failure in report.failed:
        _complain(f"{failure.path}: {failure.reason}")


def _follow(settings: "Settings", paths: Sequence[Path], given: Mapping[str, Any]) -> None:
    """Ingest now and at each change, until Ctrl-C; an error is said and outlived."""
    from assistant.watch import changes

    for path in paths:
        if not path.exists():
            _ingest(settings, [path], **given)
    with suppress(KeyboardInterrupt):
        for _ in changes(paths, but=settings.data):
            try:
                _ingest_and_tell(settings, paths, given, as_json=False)
            except (AssistantError, DataError, IngestError, OSError) as error:
                _complain(str(error))
            _tell("Watching; Ctrl-C ends it.")


# ------------------------------------------------------------------ questions


@app.command()
def ask(
    ctx: typer.Context,
    *,
    question: Annotated[list[str], typer.Argument(metavar="QUESTION", help="In plain words.")],
    organisation: Organisations = None,
    indicator: Indicators = None,
    theme: Themes = None,
    year: Years = None,
    kind: Kinds = None,
    evidence: EvidenceTypes = None,
    llm: LanguageModel = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question with exact quotes and their sources."""
    from assistant.wire import answer_json
    from assistant.wiring import open_assistant

    with open_assistant(_settings(ctx), llm) as assistant:
        filters = _filters(assistant.index, organisation, indicator, theme, year, kind, evidence)
        answer = assistant.ask(" ".join(question), filters)
    if as_json:
        _print_json(answer_json(answer))
    else:
        from assistant.terminal import answer_text

        typer.echo(answer_text(answer, _page()), nl=False)


@app.command()
def chat(
    ctx: typer.Context,
    *,
    organisation: Organisations = None,
    indicator: Indicators = None,
    theme: Themes = None,
    year: Years = None,
    kind: Kinds = None,
    evidence: EvidenceTypes = None,
    llm: LanguageModel = None,
    is_resumed: Annotated[
        bool, typer.Option("--resume", help="Go on with the latest conversation.")
    ] = False,
) -> None:
    """Ask and ask on: a conversation, kept on this machine."""
    from assistant.wiring import open_assistant, open_conversations

    settings = _settings(ctx)
    given = (organisation, indicator, theme, year, kind, evidence)
    with open_assistant(settings, llm) as assistant, open_conversations(settings) as kept:
        _converse(assistant, kept, given, is_resumed=is_resumed)


def _converse(
    assistant: "Assistant",
    kept: "Conversations",
    given: Sequence[list[str] | None],
    *,
    is_resumed: bool,
) -> None:
    """Chat on standard streams: with prompts where both are a terminal."""
    from assistant.chat import FILTERS, Chat, Desk, piped_lines, typed_lines

    is_live = sys.stdin.isatty() and sys.stdout.isatty()
    desk = Desk(
        assistant=assistant,
        kept=kept,
        resolve=lambda typed: _filters(assistant.index, *(list(typed.get(n, ())) for n in FILTERS)),
        exports={
            ".md": lambda *told: _export().conversation_markdown(*told).encode(),
            ".docx": lambda *told: _export().conversation_docx(*told),
            ".json": lambda *told: _export().conversation_json(*told),
        },
        page=_page,
        out=sys.stdout,
        complain=_complain,
        is_live=is_live,
        has_status_line=is_live and os.environ.get("TERM", "dumb") != "dumb",
    )
    talk = Chat(desk, dict(zip(FILTERS, (values or () for values in given), strict=True)))
    if is_resumed:
        talk.take("/resume")
    if is_live:
        _tell("Ask away; /help lists commands, Ctrl-D ends.")
    else:
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    talk.run(typed_lines() if is_live else piped_lines(sys.stdin))


def _export() -> ModuleType:
    """Load what writes a conversation down, with FastAPI: half a second, if it is asked for."""
    from api import export

    return export


@app.command()
def search(
    ctx: typer.Context,
    *,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help="Words to look for.")],
    organisation: Organisations = None,
    indicator: Indicators = None,
    theme: Themes = None,
    year: Years = None,
    kind: Kinds = None,
    evidence: EvidenceTypes = None,
    count: Annotated[
        int, typer.Option("-k", "--count", min=1, max=200, help="How many passages.")
    ] = 10,
    is_explained: Annotated[
        bool, typer.Option("--explain", help="Say why each passage stands where it does.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find passages, with their scores."""
    from assistant.explain import explain, explanation_json, explanation_text
    from assistant.terminal import hits_text
    from assistant.wire import hits_json
    from assistant.wiring import open_index
    from assistant.words import Vocabulary

    text = " ".join(query)
    added = Vocabulary.load().expand(text)
    with open_index(_settings(ctx), is_searched=True) as index:
        filters = _filters(index, organisation, indicator, theme, year, kind, evidence)
        hits = index.search(text, filters, k=count, expansion=added)
    why = explain(text, filters, added, hits) if is_explained else None
    if as_json:
        explained = {} if why is None else {"explanation": explanation_json(why)}
        _print_json({**hits_json(hits), **explained})
    else:
        above = "" if why is None else f"{explanation_text(why)}\n\n"
        typer.echo(above + hits_text(hits, _page()))


@app.command()
def actions(
    ctx: typer.Context,
    *,
    organisation: Organisations = None,
    indicator: Indicators = None,
    theme: Themes = None,
    year: Years = None,
    kind: Kinds = None,
    evidence: EvidenceTypes = None,
    lead: Annotated[
        str | None, typer.Option("--lead", metavar="TEXT", help="Text in the lead's cell.")
    ] = None,
    format_: As = None,
    output: Output = None,
) -> None:
    """List every matching row of the action plans."""
    from assistant.terminal import actions_text
    from assistant.wire import action_json
    from assistant.wiring import open_index

    form = _format(format_, output)
    with open_index(_settings(ctx)) as index:
        filters = _filters(index, organisation, indicator, theme, year, kind, evidence)
        found = index.actions(filters, lead=lead)
    rows = [action_json(action) for action in found]
    _give(rows, form, output, "actions", lambda page: actions_text(found, page))


@app.command()
def outcomes(
    ctx: typer.Context,
    *,
    organisation: Organisations = None,
    indicator: Indicators = None,
    theme: Themes = None,
    year: Years = None,
    kind: Kinds = None,
    evidence: EvidenceTypes = None,
    format_: As = None,
    output: Output = None,
) -> None:
    """List every reported outcome."""
    from assistant.terminal import outcomes_text
    from assistant.wire import outcome_json
    from assistant.wiring import open_index

    form = _format(format_, output)
    with open_index(_settings(ctx)) as index:
        filters = _filters(index, organisation, indicator, theme, year, kind, evidence)
        found = index.outcomes(filters)
    rows = [outcome_json(outcome) for outcome in found]
    _give(rows, form, output, "outcomes", lambda page: outcomes_text(found, page))


# ------------------------------------------------------------------ what is held


@documents_app.command("list")
def list_documents(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the documents."""
    from assistant.terminal import documents_text
    from assistant.wire import document_json
    from assistant.wiring import open_index

    with open_index(_settings(ctx)) as index:
        found = index.documents()
    if as_json:
        _print_json([document_json(document) for document in found])
    else:
        typer.echo(documents_text(found, _page()))


@documents_app.command("show")
def show_document(
    ctx: typer.Context,
    document_id: Annotated[str, typer.Argument(metavar="ID", help="As `documents list` says.")],
    text: Annotated[
        bool, typer.Option("--text", help="Print the canonical text that citations refer to.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what was understood of one document and why, or its text."""
    from assistant.terminal import understood_text
    from assistant.understood import of_stored
    from assistant.wire import understood_json
    from assistant.wiring import open_index

    with open_index(_settings(ctx)) as index:
        found = of_stored(index, document_id)
        canonical = index.document_text(document_id) if text else ""
    if as_json:
        _print_json(understood_json(found) | ({"text": canonical} if text else {}))
    elif text:
        typer.echo(canonical, nl=False)
    else:
        typer.echo(understood_text(found, _page()))


@documents_app.command("check")
def check_documents(
    ctx: typer.Context,
    paths: Paths,
    as_json: AsJson = False,
) -> None:
    """Read documents, print what would be understood, and commit nothing."""
    from assistant.terminal import understood_text
    from assistant.understood import of_read
    from assistant.wire import understood_json
    from assistant.wiring import look_at

    with _progress("Reading") as advance:
        documents, report = look_at(
            _settings(ctx),
            paths,
            on_progress=lambda progress: advance(progress.done, progress.total, progress.name),
        )
    _tell_troubles(report)
    found = [of_read(document) for document in documents]
    if as_json:
        _print_json([understood_json(item) for item in found])
    else:
        page = _page()
        typer.echo("\n\n\n".join(understood_text(item, page) for item in found))
        _tell(f"{len(found)} read, {len(report.failed)} failed; nothing was committed.")
    if report.failed:
        raise typer.Exit(1)


@documents_app.command("remove")
def remove_document(
    ctx: typer.Context,
    document_id: Annotated[str, typer.Argument(metavar="ID", help="As `documents list` says.")],
) -> None:
    """Remove one document; `rebuild` then wipes what the vector store keeps of it."""
    from assistant.wiring import open_builder

    with open_builder(_settings(ctx)) as builder:
        builder.remove(document_id)
    _tell(f"Removed {document_id}. `{_own_name()} rebuild` also wipes its traces from disk.")


@app.command()
def organisations(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the organisations that the documents are about."""
    from assistant.terminal import organisations_text
    from assistant.wire import organisation_json
    from assistant.wiring import open_index

    with open_index(_settings(ctx)) as index:
        found = index.organisations()
    if as_json:
        _print_json([organisation_json(item) for item in found])
    else:
        typer.echo(organisations_text(found, _page()))


@app.command()
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show counts, model, size on disk and health."""
    from assistant.terminal import status_text
    from assistant.wire import status_json
    from assistant.wiring import load_encoder, open_index

    settings = _settings(ctx)
    with open_index(settings) as index:
        found = index.status(load_encoder(settings).model)
    if as_json:
        _print_json(status_json(found))
    else:
        typer.echo(status_text(found, _page()))
    if not found.is_healthy:
        raise typer.Exit(1)


@app.command()
def rebuild(ctx: typer.Context) -> None:
    """Make the vectors anew; wipe what was removed."""
    _rebuild(_settings(ctx))
    _tell("Rebuilt.")


def _rebuild(settings: "Settings") -> None:
    from assistant.wiring import open_builder

    with (
        open_builder(settings, is_rebuild=True) as builder,
        _progress("Rebuilding") as advance,
    ):
        builder.rebuild(lambda done, total: advance(done, total, "Rebuilding"))


CorpusOnly = Annotated[
    bool, typer.Option("--corpus-only", help="Leave conversations and keys out.")
]


@app.command()
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    corpus_only: CorpusOnly = False,
) -> None:
    """Write the data folder into one file, also while it is in use."""
    from assistant.wiring import back_up

    made = back_up(_settings(ctx), file, is_corpus_only=corpus_only)
    _tell(f"{file}: {made.documents} documents, {file.stat().st_size / 1e6:.1f} MB.")


@app.command()
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")],
    corpus_only: CorpusOnly = False,
) -> None:
    """Make the data folder what it was when it was backed up."""
    from assistant.wiring import restore as put_back

    found, set_aside = put_back(_settings(ctx), file, is_corpus_only=corpus_only)
    for path in set_aside:
        _complain(f"warning: what could not be read is now {path}; start a running server anew")
    _tell(f"Restored {found.documents} documents, as of {found.made}.")


@app.command()
def model(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Instead of GOODPRACTICE_MODEL."),
    ] = None,
) -> None:
    """Export an embedding model, once."""
    from assistant.wiring import export_model

    typer.echo(str(export_model(_settings(ctx, model=name))))


@app.command()
def evaluate(
    ctx: typer.Context,
    *,
    sets: Annotated[list[Path], typer.Argument(metavar="SET...", help="Files of questions.")],
    corpus: Annotated[
        list[Path] | None,
        typer.Option("--corpus", metavar="DIR", help="What to ask about; the sample if not given."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="Write a page to read.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE.json", help="Compare with an earlier --json."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask sets of questions with known answers, and score."""
    from assistant.wiring import sample_folder
    from evaluation.command import evaluate as run

    settings = _settings(ctx)
    with sample_folder() as sample, _progress("Evaluating") as advance:
        outcome = run(
            sets,
            corpus or [sample],
            settings,
            report=report,
            baseline=baseline,
            keep=settings.data.with_name(f"{settings.data.name}-evaluation"),
            on_progress=lambda step, done, total, name: advance(done, total, f"{step} {name}"),
        )
    typer.echo(outcome.as_json() if as_json else outcome.as_text(_page().width))
    if not outcome.is_passed:
        raise typer.Exit(1)


# ------------------------------------------------------------------ for browsers and software


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")
    ] = 8000,
    workers: Annotated[
        int, typer.Option("--workers", min=1, max=64, help="Processes that answer.")
    ] = 1,
) -> None:
    """Serve the page and the API, on this machine only unless access is set."""
    from api.serve import check_address
    from api.serve import serve as run

    settings = _settings(ctx)
    check_address(host, settings)
    _tell(f"http://{f'[{host}]' if ':' in host else host}:{port} (Ctrl+C stops it)")
    run(settings, host, port, workers)


@app.command()
def mcp(ctx: typer.Context) -> None:
    """Offer the tools of the assistant over MCP, on standard input and output."""
    from api.corpus import Corpus
    from api.mcp import make_server

    make_server(Corpus(_settings(ctx))).run("stdio")


@keys_app.command("create")
def create_key(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whom the key is for.")],
    role: Annotated[
        str,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="reader asks; curator adds and removes documents too.",
            autocompletion=_complete("reader", "curator"),
        ),
    ] = "reader",
) -> None:
    """Make a key and print it, this once."""
    from api.keys import Keys, Role

    if role not in {each.value for each in Role}:
        msg = f"{role!r} is not reader or curator."
        raise typer.BadParameter(msg, param_hint="--role")
    key, secret = Keys(_settings(ctx).data).create(name, Role(role))
    _tell(f"The key of {key.name} ({key.role}, id {key.id}); it is not shown again:")
    typer.echo(secret)


@keys_app.command("list")
def list_keys(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the keys, without what is secret in them."""
    from api.keys import Keys

    keys = Keys(_settings(ctx).data).list()
    if as_json:
        _print_json(
            [{"id": k.id, "name": k.name, "role": k.role.value, "created": k.created} for k in keys]
        )
        return
    for key in keys:
        typer.echo(f"{key.id}  {key.role:8} {key.created[:10]}  {key.name}")


@keys_app.command("revoke")
def revoke_key(
    ctx: typer.Context,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `keys list` says.")],
) -> None:
    """Take a key away, at once."""
    from api.keys import Keys

    key = Keys(_settings(ctx).data).revoke(key_id)
    _tell(f"Revoked the key of {key.name}.")


# ------------------------------------------------------------------ shared by the commands


def _settings(ctx: typer.Context, **given: Any) -> "Settings":
    from assistant.settings import load_settings

    return load_settings(data=ctx.obj, **given)


def _ingest(settings: "Settings", paths: Sequence[Path], **options: Any) -> "Report":
    from assistant.wiring import take_in

    with _progress("Ingesting") as advance:

        def on_progress(progress: "Progress") -> None:
            advance(progress.done, progress.total, progress.name)

        return take_in(settings, paths, on_progress=on_progress, **options)


def _filters(
    index: "Index",
    organisations: list[str] | None,
    indicators: list[str] | None,
    themes: list[str] | None,
    years: list[str] | None,
    kinds: list[str] | None,
    evidence: list[str] | None,
) -> "Filters":
    from assistant.understand import resolve_filters
    from ingest.organisations import Authority

    return resolve_filters(
        authority=Authority.load(),
        known=[item.name for item in index.organisations()],
        organisations=organisations or (),
        indicators=indicators or (),
        themes=themes or (),
        years=years or (),
        kinds=kinds or (),
        evidence=evidence or (),
    )


def _answer_page(settings: "Settings", question: str) -> str:
    from assistant.terminal import answer_text
    from assistant.wiring import open_assistant

    with open_assistant(settings) as assistant:
        return answer_text(assistant.ask(question), _page())


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Give what shows `done, total, name`: a bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.text import Text

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total, name: bar.update(
            task, completed=done, total=total, description=Text(name[:40]).markup
        )


# ------------------------------------------------------------------ output


def _page() -> "Page":
    import shutil

    from assistant.terminal import Page

    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    has_colour = sys.stdout.isatty() and not is_plain
    return Page(width=shutil.get_terminal_size((80, 24)).columns, has_colour=has_colour)


def _format(name: str | None, output: Path | None) -> "Format":
    from assistant.export import Format, format_of

    if name is None:
        return (format_of(output) if output else None) or Format.TABLE
    if name.lower() not in FORMATS:
        msg = f"{name!r} is not one of {', '.join(FORMATS)}."
        raise typer.BadParameter(msg, param_hint="--format")
    return Format(name.lower())


def _give(
    rows: Sequence["Row"],
    form: "Format",
    output: Path | None,
    title: str,
    table: Callable[["Page"], str],
) -> None:
    """Give rows in a format, to a file or to standard output."""
    from assistant.export import Format, as_csv, as_json, as_xlsx, save
    from assistant.terminal import Page
    from assistant.wire import KEYS

    if form is Format.XLSX:
        if output is None and sys.stdout.isatty():
            msg = "a spreadsheet cannot be shown on a terminal; name a file"
            raise typer.BadParameter(msg, param_hint="-o")
        content = as_xlsx(rows, KEYS[title], title)
    elif form is Format.CSV:
        content = as_csv(rows, KEYS[title]).encode()
    elif form is Format.JSON:
        content = as_json(list(rows)).encode()
    else:
        content = (table(_page() if output is None else Page(width=120)) + "\n").encode()
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        save(output, content)
        _tell(f"{output}: {len(rows)} {title}")


def _print_json(value: object) -> None:
    from assistant.export import as_json

    typer.echo(as_json(value), nl=False)


def _tell(text: str) -> None:
    typer.echo(text, err=True)


def _complain(text: str) -> None:
    typer.echo(f"goodpractice: {' '.join(text.split())}", err=True)


def _drop_output() -> None:
    """Let what is still buffered go nowhere: the reader of our output has left."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _own_name() -> str:
    """Give the command as the reader can type it again."""
    import shutil

    called = Path(sys.argv[0])
    if called.name != "goodpractice" or shutil.which("goodpractice"):
        return "goodpractice"
    return os.path.relpath(called)


if __name__ == "__main__":
    main()
