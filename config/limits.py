"""What pages call too little, too late or too many, beside what opens an alert."""

from typing import Annotated

from msgspec import Meta

from config.section import Section

Percent = Annotated[float, Meta(ge=0, le=100)]


class Limits(Section, frozen=True):
    """Targets of services, times for citizens' reports, and what makes several of them one matter."""

    received_digitised_percent: Percent
    results_digitised_percent: Percent
    on_time_percent: Percent
    certificate_days: Annotated[int, Meta(ge=0)]
    sync_lag_seconds: Annotated[float, Meta(gt=0)]
    backlog_documents: Annotated[int, Meta(ge=0)]
    report_assign_hours: Annotated[float, Meta(gt=0)]
    report_finish_hours: Annotated[float, Meta(gt=0)]
    cluster_metres: Annotated[float, Meta(gt=0)]
    cluster_reports: Annotated[int, Meta(ge=2)]
    cluster_days: Annotated[float, Meta(gt=0)]
