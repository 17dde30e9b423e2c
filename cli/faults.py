"""What may go wrong outside the program, and how it is said."""

import os

from config.faults import ConfigFault, EventFault


def expected() -> tuple[type[Exception], ...]:
    """The errors that end a command with a sentence."""
    from sqlalchemy.exc import ArgumentError, OperationalError

    from collectors.base import CollectorError
    from storage.schema import SchemaMismatch

    return ConfigFault, CollectorError, SchemaMismatch, OperationalError, ArgumentError, OSError


def sentence(fault: Exception) -> str:
    if isinstance(fault, EventFault):
        return "\n".join([f"{fault.name} cannot be used:", *(f"  {each}" for each in fault.faults)])
    original = getattr(fault, "orig", None)
    if original is not None:
        return f"The database does not answer as it should: {str(original).strip().splitlines()[0]}"
    if isinstance(fault, OSError) and fault.filename is not None:
        return f"{os.fsdecode(fault.filename)} cannot be used: {fault.strerror}"
    return str(fault)


def exit_code(fault: Exception) -> int:
    """78 (EX_CONFIG) when database and code are of different versions: to start again would not help."""
    from storage.schema import SchemaMismatch

    return 78 if isinstance(fault, SchemaMismatch) else 2
