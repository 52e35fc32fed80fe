"""What kinds of alerts and their severities are called, in English; the catalogue has the rest."""

# The keys are what the store holds.
KINDS = {
    "stopped_vehicle": "Stopped vehicle",
    "wrong_way": "Wrong way",
    "congestion": "Congestion",
    "person_on_road": "Person on the road",
    "intrusion": "Intrusion",
    "crash": "Crash",
    "link_down": "Network link down",
    "link_lossy": "Network link loses packets",
    "uplink_down": "Uplink down",
    "bridge_down": "Video bridge down",
    "portal_down": "Portal down",
    "exchange_down": "National platform out of reach",
    "site_down": "Radio site down",
    "queue_long": "Long queue",
    "wait_long": "Long wait",
    "link_silent": "Network link says nothing",
    "site_silent": "Radio site says nothing",
    "office_silent": "Office says nothing",
    "bridge_silent": "Video bridge says nothing",
    "uplink_silent": "Uplink says nothing",
    "exchange_silent": "National platform says nothing",
    "portal_silent": "Portal says nothing",
    "security_silent": "Security centre says nothing",
    "health_silent": "Health station says nothing",
    "agency_silent": "Agency says nothing",
    "feed_silent": "A whole feed says nothing",
    "stream_stopped": "The centre takes in nothing",
    "canary_silent": "The made incident does not arrive",
    "stream_late": "The centre takes in data late",
    "dead_letters": "Many messages cannot be read",
    "smoke_or_dust": "Smoke, dust or poor visibility",
    "camera_all_offline": "No camera is heard",
    "camera_offline": "Camera offline",
    "camera_frozen": "Camera picture frozen",
    "camera_dark": "Camera dark",
    "camera_overexposed": "Camera over-exposed",
    "camera_blurred": "Camera blurred",
    "camera_covered": "Camera covered",
    "camera_moved": "Camera moved",
    "camera_clock_drift": "Camera clock wrong",
}
SEVERITIES = {
    "extreme": "Extreme",
    "severe": "Severe",
    "moderate": "Moderate",
    "minor": "Minor",
    "unknown": "Unknown severity",
}

# How a root's reach is said, in the order of the counts in ``hides``.
REACH = {
    "cameras": "{n} cameras blind",
    "offices": "{n} offices",
    "bridges": "{n} video bridges",
    "sites": "{n} radio sites",
    "links": "{n} links",
    "portals": "{n} portals",
    "health_stations": "{n} health stations",
}


def rank(severity: str) -> int:
    """The gravest first; what this version does not know, last."""
    return list(SEVERITIES).index(severity) if severity in SEVERITIES else len(SEVERITIES)
