"""themes with marks, and labels of readers

A theme is named by what it finds, not by how it is spelt: known versions get their new names, so that nothing that was
found is lost. Every event is matched again at its next step, which finds the marks.

Revision: 0002
Follows: 0001
"""

import hashlib
import json

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from config.phrases import canonical


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

revisions = sa.table('revision', sa.column('content', sa.String))
themes = sa.table('theme', sa.column('hash', sa.String))
events = sa.table('event', sa.column('revision_id', sa.Integer), sa.column('pending_id', sa.Integer))


def upgrade():
    op.add_column('theme_hit', sa.Column('mark', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))
    op.create_table('theme_label',
    sa.Column('event_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('theme_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('post_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('reader', sqlmodel.sql.sqltypes.AutoString(length=63), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=True),
    sa.Column('labelled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('event_id', 'theme_id', 'post_id', 'reader'),
    sqlite_with_rowid=False
    )
    connection = op.get_bind()
    known = set(connection.execute(sa.select(themes.c.hash)).scalars())
    for content in connection.execute(sa.select(revisions.c.content)).scalars().all():
        for theme in json.loads(content)['themes']:
            old, new = _spelt(theme), _meant(theme)
            if old in known and new not in known:
                connection.execute(sa.update(themes).where(themes.c.hash == old).values(hash=new))
                known = known - {old} | {new}
    connection.execute(sa.update(events).where(events.c.pending_id.is_(None)).values(pending_id=events.c.revision_id))


def downgrade():
    op.drop_table('theme_label')
    op.drop_column('theme_hit', 'mark')


def _spelt(theme):
    return _hash({'name': theme['name'], 'phrases': {key: sorted(each) for key, each in sorted(theme['phrases'].items())}})


def _meant(theme):
    found = {canonical(phrase) for each in theme['phrases'].values() for phrase in each}
    return _hash({'name': theme['name'], 'phrases': sorted(found), 'not': []})


def _hash(content):
    spelt = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(',', ':'))
    return hashlib.sha256(spelt.encode()).hexdigest()[:16]
