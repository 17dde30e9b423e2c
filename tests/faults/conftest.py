"""One zygote and one PostgreSQL server for all tries of a run."""

import pathlib
from collections.abc import Iterator

import pytest

from tests.faults.processes import zygote
from tests.faults.world import Makers


@pytest.fixture(scope="session")
def makers(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Makers]:
    folder: pathlib.Path = tmp_path_factory.mktemp("faults")
    for each in (folder, *folder.parents[:3]):
        each.chmod(0o755)
    with zygote() as opened:
        yield Makers(opened, folder, postgres_url)
