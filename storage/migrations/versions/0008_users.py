"""users of the pages, their sessions, and the log of changes

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def words(name):
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=False)


def moment(name, nullable=False):
    return sa.Column(name, sqlmodel.sql.sqltypes.UTCDateTime(), nullable=nullable)


def upgrade():
    op.create_table(
        "page_user",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=63), nullable=False),
        words("role"),
        words("secret"),
        words("link"),
        moment("link_until", nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("locked_until", nullable=True),
        moment("made_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "login_session",
        words("key"),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        moment("begun_at"),
        moment("seen_at"),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_line",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        moment("at"),
        words("who"),
        words("what"),
        sa.Column("about", sa.JSON(), nullable=False),
        words("hash"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade():
    for name in ("audit_line", "login_session", "page_user"):
        op.drop_table(name)
