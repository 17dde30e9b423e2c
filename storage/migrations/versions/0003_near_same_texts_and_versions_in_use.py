"""near-same texts, and the versions that an event's numbers are made with

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "text_due",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("text_key", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "text_mark",
        sa.Column("mark", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("mark", "text_key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "text_link",
        sa.Column("text_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("other", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("text_key", "other"),
        sqlite_with_rowid=False,
    )
    op.create_index("text_link_other", "text_link", ["other"])
    op.create_index("text_cluster_cluster", "text_cluster", ["cluster"])
    op.create_table(
        "version_in_use",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("before_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "kind", "name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rescore",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("revision_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rescore_event", "rescore", ["event_id"])
    # Texts that are here already are compared too, and the events' numbers stay those of the scorer they had: the
    # scorers of this version are newer, so their posts are due to be scored again.
    op.execute(
        "INSERT INTO text_due (text_key) SELECT DISTINCT text_key FROM post WHERE text_key IS NOT NULL ORDER BY text_key"
    )
    op.execute(
        "INSERT INTO version_in_use (event_id, kind, name, version_id)"
        " SELECT event.id, 'scorer', scorer.name, max(scorer.id) FROM event CROSS JOIN scorer"
        " GROUP BY event.id, scorer.name"
    )
    # What was found before themes had marks is found again.
    op.execute(
        "INSERT INTO version_in_use (event_id, kind, name, version_id) SELECT id, 'matcher', 'phrases', 1 FROM event"
    )


def downgrade():
    for name in ("rescore", "version_in_use", "text_link", "text_mark", "text_due"):
        op.drop_table(name)
    op.drop_index("text_cluster_cluster", "text_cluster")
