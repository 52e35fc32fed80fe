"""The invented part of the demonstration city that is neither site, office nor link: what its other systems are."""

from config import Commune
from geo.measure import distance_metres
from ops.made_up import CENTRE_CODE, Row, slug

BRIDGED = 39  # so many communes had a video bridge in the district whose figures the tests take
PORTALS = 10  # besides the district's own two
DISTRICT, DISTRICT_CODE = "Yên Thành", "17506"
DEPARTMENTS = ("Văn phòng UBND tỉnh", "Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "Công an tỉnh",
               "Sở Giáo dục và Đào tạo", "Sở Nông nghiệp và Môi trường", "Sở Công Thương", "Sở Khoa học và Công nghệ",
               "Sở Tư pháp", "Sở Văn hóa, Thể thao và Du lịch")  # fmt: skip


def bridges(communes: list[Commune]) -> list[Row]:
    """A bridge in each of the 39 communes round the district's town, one of the district and one of the province."""
    rows = [_row(f"bridge-{it.code}", f"Điểm cầu {it.kind} {it.name}", it.code) for it in _near(communes)]
    return [row | {"level": "commune", "probe": ""} for row in rows] + [
        _row("bridge-yen-thanh", f"Điểm cầu khu vực {DISTRICT}", DISTRICT_CODE) | {"level": "district", "probe": ""},
        _row("bridge-province", "Điểm cầu UBND tỉnh", CENTRE_CODE) | {"level": "province", "probe": ""},
    ]


def portals(communes: list[Commune]) -> list[Row]:
    """Twelve portals in one district: ten of communes, and two of the district's own."""
    rows = [
        _row(f"portal-{it.code}", f"Cổng thông tin {it.kind} {it.name}", it.code) for it in _near(communes)[:PORTALS]
    ]
    own = (
        ("portal-yen-thanh", f"Cổng thông tin khu vực {DISTRICT}"),
        ("portal-yen-thanh-services", "Cổng dịch vụ công"),
    )
    return [row | {"probe": ""} for row in [*rows, *(_row(*pair, DISTRICT_CODE) for pair in own)]]


def uplinks() -> list[Row]:
    """The centre's ways out: two to the Internet, one into the dedicated data network, and the building's LAN."""
    kinds = (
        ("internet-1", "Internet, đường 1", "internet"),
        ("internet-2", "Internet, đường 2", "internet"),
        ("dedicated", "Mạng truyền số liệu chuyên dùng", "dedicated"),
        ("lan-centre", "Mạng nội bộ Trung tâm điều hành", "lan"),
    )
    return [
        {"id": f"uplink-{key}", "name": name, "kind": kind, "commune_code": CENTRE_CODE, "probe": ""}
        for key, name, kind in kinds
    ]


def exchanges() -> list[Row]:
    """The national platforms that the province exchanges data with."""
    kinds = (
        ("documents", "Trục liên thông văn bản quốc gia"),
        ("data", "Nền tảng chia sẻ dữ liệu quốc gia"),
        ("services", "Cổng dịch vụ công quốc gia"),
    )
    return [{"id": f"exchange-{key}", "name": name, "probe": ""} for key, name in kinds]


def security() -> list[Row]:
    """The province's security monitoring centre."""
    return [{"id": "security-province", "name": "Trung tâm giám sát an toàn thông tin tỉnh"}]


def health_stations(communes: list[Commune]) -> list[Row]:
    """The district's health centre and a station in each of the 39 communes."""
    rows = [_row(f"health-{it.code}", f"Trạm y tế {it.kind} {it.name}", it.code) for it in _near(communes)]
    return [_row("health-centre-yen-thanh", f"Trung tâm y tế khu vực {DISTRICT}", DISTRICT_CODE), *rows]


def agencies(communes: list[Commune]) -> list[Row]:
    """The province's departments, and the committee of each commune."""
    departments = [_row(f"agency-{slug(name).replace(',', '')}", name, CENTRE_CODE) for name in DEPARTMENTS]
    return departments + [_row(f"agency-{it.code}", f"UBND {it.kind} {it.name}", it.code) for it in communes]


def _near(communes: list[Commune]) -> list[Commune]:
    """The 39 communes next to the district's town, the town first."""
    town = next(it for it in communes if it.code == DISTRICT_CODE)
    return sorted(communes, key=lambda it: distance_metres(it.lon, it.lat, town.lon, town.lat))[:BRIDGED]


def _row(key: str, name: str, commune_code: str) -> Row:
    return {"id": key, "name": name, "commune_code": commune_code}
