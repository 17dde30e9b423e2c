"""The 58 faults that the product is tried with. Each is covered by tries of `scenarios/`, by tests elsewhere in the suite
that name it, or is open with its reason."""

import dataclasses

WORKER, POSTGRES = "tests/worker", "tests/postgres"


@dataclasses.dataclass(frozen=True)
class Row:
    """One fault in words; `tests` are those elsewhere that try it, `open` says what is not tried, or does not hold."""

    words: str
    tests: tuple[str, ...] = ()
    open: str = ""


MATRIX: dict[int, Row] = {
    1: Row("a worker's child is killed in the middle of a batch"),
    2: Row("a worker is killed with its children"),
    3: Row("a worker is asked to end during a long import"),
    4: Row("a worker stops longer than its lease, then goes on", ("tests/storage/test_leases.py",)),
    5: Row("the broker starts again and has forgotten all"),
    6: Row("the broker starts again from its log, under load"),
    7: Row("a worker dies of the broker's restart"),
    8: Row("the broker is gone for ten minutes", (f"{WORKER}/test_vigil.py",)),
    9: Row("the broker falls silent without closing"),
    10: Row("the broker is full"),
    11: Row("the broker is replaced by an empty one"),
    12: Row("every task is delivered many times"),
    13: Row("tasks come in another order"),
    14: Row("the broker gives a task to another while it runs"),
    15: Row("SQLite is locked by a long writer", ("tests/storage/test_database.py",)),
    16: Row("the disk is full"),
    17: Row(
        "writes fail with an I/O error",
        open="a failing fsync itself is not provoked: it needs a library put before libc",
    ),
    18: Row("PostgreSQL restarts, ends connections, loses a backend"),
    19: Row(
        "deadlocks and serialization failures",
        (f"{POSTGRES}/test_postgres.py::test_four_imports_at_once_give_what_one_gives",),
    ),
    20: Row("PostgreSQL is slow: a table is locked"),
    21: Row("no connection is left"),
    22: Row(
        "a page of the SQLite file is damaged",
        (
            f"{WORKER}/test_verifying.py::test_a_damaged_database_file_is_a_finding_not_an_error",
            f"{WORKER}/test_backups.py::test_a_database_that_cannot_be_read_is_replaced_and_the_list_beside_it_replayed",
        ),
    ),
    23: Row(
        "a migration is killed at any statement",
        (
            "tests/storage/test_schema.py::test_a_migration_killed_at_any_statement_leaves_a_database_that_can_be_migrated",
            "tests/storage/test_schema.py::test_a_migration_killed_on_postgresql_leaves_nothing_half_done",
        ),
    ),
    24: Row(
        "an old worker meets a new schema",
        (
            "tests/storage/test_schema.py::test_an_old_command_worker_or_schedule_ends_with_words_and_code_78_on_a_newer_database",
        ),
    ),
    25: Row(
        "the schedule is down for days",
        (f"{WORKER}/test_watching.py::test_a_service_that_was_away_lists_what_it_missed",),
    ),
    26: Row(
        "two schedules, several sweepers", (f"{POSTGRES}/test_alerts.py::test_four_watchers_at_once_tell_it_once",)
    ),
    27: Row("the clock jumps", (f"{WORKER}/test_reddit_failures.py::test_a_clock_that_jumps_stops_nothing",)),
    28: Row(
        "days on which clocks change",
        ("tests/storage/test_buckets.py::test_days_of_23_and_25_hours_hold_what_was_posted_in_them",),
    ),
    29: Row("leap day and year end"),
    30: Row(
        "Reddit says too many requests",
        (
            f"{WORKER}/test_reddit_failures.py::test_too_many_requests_silence_everybody_and_wait_in_a_row",
            "tests/collectors/test_allowance.py",
        ),
    ),
    31: Row(
        "Reddit fails, or its line breaks",
        (f"{WORKER}/test_reddit_failures.py::test_a_failure_costs_nothing_but_time",),
    ),
    32: Row("Reddit answers with HTML, cut or wrong JSON", ("tests/collectors/test_reddit_client.py",)),
    33: Row(
        "more is posted between two looks than a listing holds",
        (
            f"{WORKER}/test_collecting_reddit.py::test_more_posts_than_the_listing_holds_are_a_gap_with_bounds_and_an_estimate",
        ),
    ),
    34: Row("the post to which a look leads back is gone", ("tests/collectors/test_polling.py",)),
    35: Row(
        "credentials are revoked",
        (
            f"{WORKER}/test_reddit_failures.py::test_credentials_revoked_in_the_middle_cost_one_try_an_hour",
            f"{WORKER}/test_reddit_failures.py::test_wrong_credentials_pause_the_source_with_one_fault_and_no_storm",
        ),
    ),
    36: Row(
        "a subreddit closes",
        (f"{WORKER}/test_reddit_failures.py::test_a_subreddit_that_closes_is_told_and_asked_again_seldom",),
    ),
    37: Row("a post is edited or deleted at its source", (f"{WORKER}/test_checking.py",)),
    38: Row(
        "an export is cut in a line or in its packing",
        (f"{WORKER}/test_hostile_files.py::test_random_damage_to_a_packed_file_is_a_cut_or_a_refusal",),
    ),
    39: Row("a file is still being written", ("tests/collectors/test_folder.py",)),
    40: Row("the same posts come again in other shapes", (f"{WORKER}/test_merging.py",)),
    41: Row("several importers of the same posts at once", (f"{WORKER}/test_processes.py",)),
    42: Row(
        "bombs and nested archives",
        (
            f"{WORKER}/test_hostile_files.py::test_a_bomb_in_a_zip_stops_and_what_stood_before_is_taken",
            "tests/collectors/test_opening.py::test_a_reddit_archive_with_a_window_of_two_gigabytes_is_read",
        ),
    ),
    43: Row(
        "lines of a gigabyte, deep JSON, hostile numbers and letters",
        ("tests/collectors/test_hostile_json.py", f"{WORKER}/test_hostile_files.py"),
    ),
    44: Row("a file vanishes or changes under its reader"),
    45: Row(
        "a post that is poison",
        (f"{WORKER}/test_hostile_files.py::test_a_post_that_is_poison_costs_seconds_at_most",),
        open="a crash of the interpreter inside a scorer is not tried",
    ),
    46: Row("scorer or words change in the middle of a day", (f"{WORKER}/test_rescoring.py",)),
    47: Row("the mail server is down, refuses, hangs, breaks off", ("tests/channels/test_mail.py",)),
    48: Row("a webhook hangs, trickles, redirects", ("tests/channels/test_webhook.py",)),
    49: Row("a chat refuses or limits", ("tests/channels/test_apprise.py",)),
    50: Row("a death at each step of a send"),
    51: Row("very many series rise at once", (f"{WORKER}/test_watching.py::test_many_series_at_once_are_one_message",)),
    52: Row("a series goes up and down around its limit", ("tests/alerts/test_episodes.py",)),
    53: Row("settings are half saved, nonsense, gone", (f"{WORKER}/test_revising.py",)),
    54: Row(
        "a secret is changed while it runs",
        open="secrets are read from the environment at the start; a new one needs a new start",
    ),
    55: Row("fifty heavy readers of the pages during an import"),
    56: Row("a backup while others write, restored elsewhere", (f"{WORKER}/test_backups.py",)),
    57: Row("the power is cut"),
    58: Row("limits of memory and files, a home that may not be written"),
}
