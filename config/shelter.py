"""Where the screens may be served: on this machine, or to others through TLS alone."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from config.error import ConfigError
from config.settings import Dashboard


def require_shelter(dashboard: Dashboard) -> None:
    """Raise ConfigError when passwords and pictures could be read on their way.

    In a container the port must be open on its inside; what it is published on is then promised by its configuration.
    """
    if bool(dashboard.tls_certificate) != bool(dashboard.tls_key):
        raise ConfigError("dashboard.tls_certificate and dashboard.tls_key go together")
    if dashboard.public_url and not public_name(dashboard.public_url):
        raise ConfigError(f"dashboard.public_url: {dashboard.public_url!r} is no https address")
    if dashboard.published_on_loopback or public_name(dashboard.public_url):
        return
    if not _is_loopback(dashboard.host):
        raise ConfigError(
            f"dashboard.host: {dashboard.host!r} is not loopback: say in dashboard.public_url the https address by "
            "which people reach it, through a proxy with TLS or through dashboard.tls_certificate and dashboard.tls_key"
        )


def public_name(url: str) -> str:
    """The host name of a public address; "" when it is no https address."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme == "https" and parts.path in ("", "/") else ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
