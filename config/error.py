"""The one error that the configuration raises."""


class ConfigError(ValueError):
    """The configuration cannot be used; the message says which key or file, and why."""
