"""What people are told of an alert outside the screens, and who: in their language, the most important first."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from msgspec.structs import replace

from alerts import procedure
from config import City, Settings, sources
from config.alerting import Target
from config.kinds import KINDS, REACH, SEVERITIES
from config.language import said
from store.outbox import News
from store.records import Alert

ENDS = {"resolved": "Resolved by {name}", "dismissed": "Dismissed by {name}"}


class Composer:
    """Speaks the settings' language and knows the city's names."""

    def __init__(self, settings: Settings, city: City) -> None:
        self._settings, self._city = settings, city
        self._zone = ZoneInfo(settings.city.time_zone)
        self._names = {row.id: row.name for row in sources(city)}
        self._communes = {commune.code: commune.name for commune in city.communes}

    def news(self, alert: Alert) -> list[News]:
        """For each target that wants to hear of it, what it is told."""
        unit = self._unit(alert)
        wanting = [name for name, target in self._settings.notify.to.items() if wants(target, alert, unit)]
        title, body = self.title(alert), self.body(alert)
        return [News(name, title, body) for name in wanting]

    def end(self, alert: Alert) -> list[News]:
        """For each target that was told of it, at first or when it escalated, that it is over."""
        heard = {row.target: row for row in (*self.news(replace(alert, escalated=0)), *self.news(alert))}
        return [row._replace(title=self._say("Over: {what}", what=row.title)) for row in heard.values()]

    def title(self, alert: Alert) -> str:
        """How grave, what and where."""
        severity = self._say(SEVERITIES.get(alert.severity, alert.severity))
        return f"[{severity}] {self._say(KINDS.get(alert.kind, alert.kind))} – {self._place(alert)}"

    def _place(self, alert: Alert) -> str:
        """A source by its name, a feed or a stream of the centre by what is said of it."""
        if alert.source_id.startswith("centre."):
            which = alert.details.get("stream") or alert.details.get("prefix") or ""
            return " ".join(filter(None, (self._say("the centre itself"), str(which))))
        return self._names.get(alert.source_id) or self._communes.get(alert.commune_code, alert.source_id)

    def body(self, alert: Alert) -> str:
        """The rest, a line for each thing."""
        since = alert.opened_at.astimezone(self._zone)
        unit = self._city.units.get(self._unit(alert))
        lines = [self._say("Since: {time}", time=f"{since:%H:%M %d/%m/%Y}")]
        if commune := self._communes.get(alert.commune_code):
            lines.append(self._say("Place: {place}", place=commune))
        if unit:
            lines.append(self._say("For: {unit}", unit=unit.in_language(self._settings.city.language)))
        if alert.escalated and alert.state == "dispatched":
            lines.append(self._say("A unit was sent, and it was not closed in time ({n})", n=alert.escalated))
        elif alert.escalated:
            lines.append(self._say("Nobody took it in time ({n})", n=alert.escalated))
        if alert.state in ("resolved", "dismissed"):
            lines.append(self._say(ENDS[alert.state], name=self._by(alert)))
        lines += self._hidden(alert.hides)
        if url := self._settings.notify.screen_url:
            lines.append(f"{url.rstrip('/')}/case/{alert.id}")
        return "\n".join(lines)

    def _by(self, alert: Alert) -> str:
        return self._say("the centre itself") if alert.changed_by == "centre" else alert.changed_by

    def reach(self, hides: Mapping) -> str:
        """What is cut off, as "12 cameras blind, 3 offices, 8,400 people without signal"; people may not be known."""
        counts, people = hides.get("cut_off", {}), hides.get("people")
        parts = [self._say(text, n=counts[kind]) for kind, text in REACH.items() if counts.get(kind)]
        if people:
            known = format_decimal(people, locale=self._settings.city.language)
            parts.append(self._say("{n} people without signal", n=known))
        return ", ".join([*parts, *([self._say("people not known")] if parts and people is None else [])])

    def _hidden(self, hides: Mapping) -> list[str]:
        reach = self.reach(hides)
        lines = [self._say("Cut off: {list}", list=reach)] if reach else []
        return lines + ([self._say("Stands for {n} more alerts", n=hides["alerts"])] if hides.get("alerts") else [])

    def _unit(self, alert: Alert) -> str:
        """Whose it is; once it escalated, who hears then."""
        known = procedure.of(self._city, alert.kind)
        return known.escalate_to if alert.escalated else known.unit

    def _say(self, text: str, **values: object) -> str:
        return said(self._settings.city.language, text, values.get("n")).format(**values)


def wants(target: Target, alert: Alert, unit: str) -> bool:
    """Whether a target hears of this alert, which is this unit's by now."""
    if target.escalations_only and not alert.escalated:
        return False
    pairs = ((target.severities, alert.severity), (target.units, unit), (target.kinds, alert.kind))
    return all(not wanted or value in wanted for wanted, value in pairs)
