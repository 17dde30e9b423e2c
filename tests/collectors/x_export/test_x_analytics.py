"""X Analytics, before 2024 and since: dates without times, decimal counts, rows without posts."""

import pathlib

import pytest

from collectors.base import FileRefused
from collectors.x_export.x_analytics import OWN
from tests.collectors.tables import columns, content_of, outcomes, own_id, read, recognised, told
from tests.making import at


def test_new_files_take_the_time_from_the_id_and_reject_rows_without(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        4,
        **{
            "Post id": own_id,
            "Date": "Fri, Apr 18, 2025",
            "Post text": told,
            "Post Link": "",
            "Impressions": "1,234",
            "Likes": 2,
        },
    )
    rows.append(["", "", "", "https://x.com/demo/status/undefined", "", ""])
    found, posts, rejected = read(tmp_path / "f", content_of(header, rows))
    assert OWN in found.warnings
    assert not any("clock" in warning for warning in found.warnings)
    assert [post.created_at.replace(microsecond=0) for post in posts] == [at(n) for n in range(4)]
    assert posts[0].views == 1234
    assert [each.reason for each in rejected] == ["the row has no id"]


def test_old_files_write_counts_with_a_decimal(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        4,
        **{
            "Tweet id": own_id,
            "Tweet permalink": "",
            "Tweet text": told,
            "time": "2025-04-18 02:12 +0000",
            "impressions": "7767.0",
            "likes": "3.0",
            "promoted likes": "-",
        },
    )
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert (posts[1].views, posts[1].likes) == (7767, 3)


@pytest.mark.parametrize(
    "header",
    [
        "Date,Impressions,Likes,Unfollows",
        "Date,Tweets published,impressions",
        "Date,Views,Watch Time (ms),Completion Rate",
    ],
)
def test_figures_of_an_account_by_day_are_refused_by_name(tmp_path: pathlib.Path, header: str) -> None:
    path = tmp_path / "f"
    path.write_text(header + "\n" + "\n".join("2025-04-18,5,6,7"[: 8 + 2 * len(header.split(","))] for _ in range(5)))
    with pytest.raises(FileRefused, match="by day"):
        recognised(path)


def test_the_real_file_is_read(samples: pathlib.Path) -> None:
    name = "x/x_analytics_csv/tweet_activity_metrics_rOpenSci_20180901_20181001_en.csv"
    _, posts = outcomes(samples / name)
    assert len(posts) == 46
