"""The environment, checked once at start: a wrong value stops the program and names its variable."""

import functools
import os
import pathlib
import zoneinfo

import pydantic
import pydantic_settings

from config.faults import ConfigFault


class Settings(pydantic_settings.BaseSettings):
    """Every setting has a default that works on a laptop. `.env.example` lists them all."""

    model_config = pydantic_settings.SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    groundswell_home: pathlib.Path = pathlib.Path()
    groundswell_now: str = ""
    database_url: str = ""
    redis_url: str = ""
    port: int = pydantic.Field(default=8700, ge=1, le=65535)
    groundswell_log_level: str = pydantic.Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    groundswell_processes: int = pydantic.Field(default=0, ge=0, le=64)
    groundswell_hosts: str = ""
    groundswell_upload_mb: int = pydantic.Field(default=2048, ge=1, le=1_000_000)
    newsroom_zone: str = ""
    smtp_url: pydantic.SecretStr = pydantic.SecretStr("")
    mail_from: str = ""
    dashboard_url: str = ""
    heartbeat_url: pydantic.SecretStr = pydantic.SecretStr("")
    groundswell_private_hosts: str = ""
    reddit_client_id: str = ""
    reddit_client_secret: pydantic.SecretStr = pydantic.SecretStr("")
    reddit_user_agent: str = ""
    reddit_username: str = ""
    reddit_password: pydantic.SecretStr = pydantic.SecretStr("")
    reddit_url: str = "https://www.reddit.com"
    reddit_oauth_url: str = "https://oauth.reddit.com"

    @property
    def home(self) -> pathlib.Path:
        """Everything a user owns lies under this folder: events/, data/ and the key of the author names."""
        return self.groundswell_home.expanduser().resolve()

    @property
    def events(self) -> pathlib.Path:
        return self.home / "events"

    @property
    def data(self) -> pathlib.Path:
        return self.home / "data"

    @property
    def author_key_file(self) -> pathlib.Path:
        """Outside data/, so that a copy of the data does not carry the key to its names."""
        return self.home / "author.key"

    @property
    def hosts(self) -> frozenset[str]:
        """The names, besides those of this computer, that the pages may be asked for by."""
        return frozenset(name.strip().casefold() for name in self.groundswell_hosts.split(",") if name.strip())

    @pydantic.field_validator("newsroom_zone")
    @classmethod
    def _is_a_zone(cls, given: str) -> str:
        if given and given not in zoneinfo.available_timezones():
            raise ValueError("there is no such time zone; write it as Europe/London")
        return given

    @property
    def processes(self) -> int:
        """How many processes may work at once: as set, else one for each core, at most 4."""
        return self.groundswell_processes or max(1, min(4, os.cpu_count() or 1))

    @property
    def private_hosts(self) -> frozenset[str]:
        """Hosts of one's own network that channels may reach, also without TLS."""
        return frozenset(name.strip().lower() for name in self.groundswell_private_hosts.split(",") if name.strip())

    @property
    def database(self) -> str:
        """The URL to open. PostgreSQL URLs of every common spelling use psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{self.data / 'groundswell.sqlite'}"
        for prefix in ("postgres://", "postgresql://"):
            if self.database_url.startswith(prefix):
                return "postgresql+psycopg://" + self.database_url.removeprefix(prefix)
        return self.database_url


@functools.cache
def settings() -> Settings:
    """The settings of this process."""
    try:
        return Settings()
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "environment"
        raise ConfigFault(f"{name}: {first['msg']} (it is {first['input']!r})") from None
