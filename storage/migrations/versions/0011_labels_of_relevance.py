"""labels on whether a post belongs to its event, and which tool gave a file

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "relevance_label",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reader", sqlmodel.sql.sqltypes.AutoString(length=63), nullable=False),
        sa.Column("via", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("labelled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "post_id", "reader"),
        sqlite_with_rowid=False,
    )
    op.add_column("file", sa.Column("tool", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""))
    op.add_column("file", sa.Column("at_most", sa.Integer(), nullable=True))


def downgrade():
    op.drop_column("file", "at_most")
    op.drop_column("file", "tool")
    op.drop_table("relevance_label")
