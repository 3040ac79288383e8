"""The settings: environment variables GOODPRACTICE_…, read when a command asks for them."""

from pathlib import Path
from typing import Any, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import AssistantError

PREFIX = "GOODPRACTICE_"


class BadSetting(AssistantError):
    """An environment variable of ours holds a value that cannot be used."""


class Settings(BaseSettings):
    """What can be set from outside; each field is the variable GOODPRACTICE_ and its name."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Field(
        default_factory=lambda: user_data_path("goodpractice", appauthor=False),
        description="Folder that holds catalogue and vectors; the user data folder if not set",
    )
    model: str = Field(
        default="goodpractice-minilm",
        min_length=1,
        description="Name of the embedding model",
    )
    models: Path = Field(
        default_factory=lambda: user_cache_path("goodpractice", appauthor=False) / "models",
        description="Folder that holds exported embedding models; the user cache folder if not set",
    )
    reranker: str = Field(
        default="",
        description="Cross-encoder that puts what was found in order: a folder or hub name",
    )
    reranker_ms: int = Field(
        default=300, ge=1, description="Longest that it reads for one search, in milliseconds"
    )
    threads: int = Field(
        default=0,
        ge=0,
        description="Threads that run the embedding model; 0 is one for each core it may use",
    )
    max_file_mb: int = Field(
        default=100, ge=1, description="Largest file that is ingested, in megabytes"
    )
    read_seconds: int = Field(
        default=60, ge=1, description="Longest time that one file is read, in seconds"
    )
    read_memory_mb: int = Field(
        default=1024, ge=256, description="Most memory that reading one file may take, in megabytes"
    )
    read_pages: int = Field(default=2000, ge=1, description="Most pages that a PDF may have")
    read_workers: int = Field(
        default=0, ge=0, description="Files that are read at once; 0 is one for each core"
    )
    unpacked_mb: int = Field(
        default=300,
        ge=1,
        description="Largest size of an archive or Office document unpacked, in megabytes",
    )
    archive_members: int = Field(
        default=1000, ge=1, description="Most files that an archive or a mail may hold"
    )
    archive_depth: int = Field(
        default=3, ge=1, description="Most archives and mails inside one another"
    )
    max_question: int = Field(
        default=2000, ge=1, description="Longest question that is taken, in characters"
    )
    llm: str = Field(
        default="",
        description="Language model that writes answers, as ollama:NAME; without, quotes only",
    )
    llm_base_url: str = Field(
        default="", description="Address of the language model's server; its provider's if not set"
    )
    llm_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for the language model's server"
    )
    llm_seconds: int = Field(
        default=60, ge=1, description="Longest time that a language model may write, in seconds"
    )
    llm_tokens: int = Field(
        default=800, ge=1, description="Longest draft of a language model, in its tokens"
    )
    judge: str = Field(
        default="",
        description="Judge in evaluate: cross-encoder:NAME or openai:MODEL; else the built-in",
    )
    keep_contacts: bool = Field(
        default=False, description="1 keeps e-mail addresses and telephone numbers in the text"
    )
    access: Literal["open", "keys", "oidc", "proxy"] = Field(
        default="open",
        description="Who may use the server: open (this machine only), keys, oidc or proxy",
    )
    url: str = Field(
        default="", description="Address at which browsers reach the server; needed with oidc"
    )
    oidc_issuer: str = Field(
        default="", description="Address of the OpenID Connect provider, with access oidc"
    )
    oidc_client: str = Field(
        default="", description="Client id that the provider gave this server, with access oidc"
    )
    oidc_secret: SecretStr = Field(
        default=SecretStr(""), description="Client secret, with access oidc"
    )
    oidc_scope: str = Field(
        default="openid profile", description="What the provider is asked for, with access oidc"
    )
    oidc_claim: str = Field(
        default="roles",
        min_length=1,
        description="What the provider says that roles depend on: roles, groups, email",
    )
    readers: str = Field(
        default="",
        description="Users (proxy) or values of the claim (oidc) that may ask; everyone if not set",
    )
    proxy_header: str = Field(
        default="X-Forwarded-User",
        min_length=1,
        description="Header in which a reverse proxy names the user, with access proxy",
    )
    proxy_addresses: str = Field(
        default="127.0.0.1,::1",
        description="Addresses that such a proxy comes from, separated by commas",
    )
    curators: str = Field(
        default="",
        description="Users or values that may also add and remove documents, by commas",
    )
    rate: int = Field(
        default=120,
        ge=1,
        description="Requests a minute of one key, user or address, unless access is open",
    )
    keep_days: int = Field(
        default=90, ge=1, description="Days that a conversation is kept after its last use"
    )
    log_questions: bool = Field(
        default=False, description="1 lets the server write questions into its log and traces"
    )
    traces: str = Field(
        default="",
        description="Address of an OpenTelemetry collector for traces, as http://HOST:4318",
    )

    @field_validator("data", "models")
    @classmethod
    def _whole(cls, path: Path) -> Path:
        return path.expanduser().absolute()


def load_settings(**given: Any) -> Settings:
    """Read the settings from the environment; what is `given` wins, unless it is None.

    Raises:
        BadSetting: a value cannot be used; the text names the variable and the value.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        msg = f"{name}={first['input']}: {first['msg'].lower()}; correct or unset it"
        raise BadSetting(msg) from error
