"""The errors of this room: sentences for the person who wrote the setting or the event file."""


class ConfigFault(Exception):
    """A setting cannot be used; the message names it and says what to write."""


class EventFault(ConfigFault):
    """An event file cannot be used. `faults` holds every fault found, each a sentence with its place."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.name, self.faults = name, faults
        super().__init__(f"{name}: " + "; ".join(faults))
