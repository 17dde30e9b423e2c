"""receipts of what was published, links to share, words for programs

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def words(name, length=None, nullable=False):
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(length=length), nullable=nullable)


def moment(name, nullable=False):
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def event():
    return sa.Column("event_id", sa.BigInteger(), sa.ForeignKey("event.id"), nullable=False)


def upgrade():
    op.create_table(
        "answer",
        words("id", 16),
        words("sha256"),
        event(),
        words("kind"),
        words("place"),
        words("revision"),
        sa.Column("scorers", sa.JSON(), nullable=False),
        sa.Column("watermark", sa.JSON(), nullable=False),
        sa.Column("figures", sa.LargeBinary(), nullable=False),
        moment("made_at"),
        moment("kept_until", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("answer_event", "answer", ["event_id", "made_at"])
    op.create_index("answer_kept", "answer", ["kept_until"])
    op.create_table(
        "answer_members",
        words("answer_id", 16),
        words("platform"),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("answer_id", "platform", "start", "end"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "share_link",
        words("key"),
        event(),
        sa.Column("day", sa.Date(), nullable=True),
        words("note"),
        words("made_by"),
        moment("made_at"),
        moment("until"),
        moment("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_index("share_link_event", "share_link", ["event_id"])
    op.create_table(
        "api_token",
        words("name", 63),
        words("key"),
        words("made_by"),
        moment("made_at"),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("key"),
        sqlite_with_rowid=False,
    )


def downgrade():
    for name in ("api_token", "share_link", "answer_members", "answer"):
        op.drop_table(name)
