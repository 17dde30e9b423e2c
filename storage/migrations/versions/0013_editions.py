"""what was due to be told and is settled, and messages that carry a digest

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "edition",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("slot", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("digest_id", sa.BigInteger(), nullable=True),
        sa.Column("notice_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"]),
        sa.PrimaryKeyConstraint("event_id", "kind", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_index("edition_digest", "edition", ["digest_id"])
    op.add_column("notice", sa.Column("digest_id", sa.BigInteger(), nullable=True))
    # digests that were made before are settled, and are not sent now: nobody was waiting for them
    op.execute(
        "INSERT INTO edition (event_id, kind, slot, due_at, made_at, facts) "
        "SELECT event_id, 'day', CAST(day AS VARCHAR), MIN(made_at), MIN(made_at), '{}' FROM digest GROUP BY event_id, day"
    )


def downgrade():
    op.drop_column("notice", "digest_id")
    op.drop_index("edition_digest", "edition")
    op.drop_table("edition")
