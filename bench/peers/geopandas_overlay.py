"""Coverage by a plain spatial join of points with sectors' wedges; usage: ASKED.npz ANSWERED.npz."""

import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

TECHNOLOGIES = 3
ROUNDS = 20


def wedges(asked: dict[str, np.ndarray]) -> gpd.GeoDataFrame:
    """Each sector as a polygon in metres, its arc in steps of five degrees."""
    shapes = []
    for (east, north), radius, (_, azimuth, beam) in zip(asked["place"], asked["radius"], asked["wedge"], strict=True):
        bearings = np.radians(np.linspace(azimuth - beam / 2, azimuth + beam / 2, int(beam / 5) + 1))
        arc = np.column_stack([east + radius * np.sin(bearings), north + radius * np.cos(bearings)])
        shapes.append(shapely.Polygon(arc if beam >= 360 else np.vstack([[east, north], arc])))
    columns = {"technology": asked["wedge"][:, 0].astype(int), "site": asked["site"]}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=32648)


def covered(points: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame) -> pd.Index:
    """The points that lie in any of the sectors."""
    return points.sjoin(sectors[["geometry"]], predicate="within").index.unique()


def whole(points: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame) -> np.ndarray:
    """What each technology covers of each commune and measure, all of it computed."""
    sums = []
    for technology in range(TECHNOLOGIES):
        found = points.loc[covered(points, sectors[sectors.technology == technology])]
        sums.append(found.groupby(["commune", "measure"]).weight.sum().sum())
    return np.array(sums)


def near(points: gpd.GeoDataFrame, sectors: gpd.GeoDataFrame, site: int) -> float:
    """What is lost when one site goes: its points, less those that any other sector near covers."""
    lost = 0.0
    for technology in range(TECHNOLOGIES):
        same = sectors[sectors.technology == technology]
        own = same[same.site == site]
        reached = points.iloc[np.unique(points.sindex.query(own.geometry, predicate="contains")[1])]
        others = same.iloc[np.unique(same.sindex.query(own.geometry, predicate="intersects")[1])]
        kept = covered(reached, others[others.site != site])
        lost += reached.drop(kept).weight.sum()
    return lost


def main(asked_file: str, answered_file: str) -> None:
    """Read what is asked, answer with sums and seconds."""
    asked = dict(np.load(asked_file))
    columns = {name: asked[name] for name in ("weight", "measure", "commune")}
    begin = time.perf_counter()
    points = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(asked["x"], asked["y"]), crs=32648)
    sectors = wedges(asked)
    sums = whole(points, sectors)
    took = time.perf_counter() - begin
    assert points.sindex is not None and sectors.sindex is not None  # made before the clock starts again
    begin = time.perf_counter()
    for site in range(ROUNDS):
        near(points, sectors, site)
    np.savez(answered_file, sums=sums, whole=took, near=(time.perf_counter() - begin) / ROUNDS)


if __name__ == "__main__":
    main(*sys.argv[1:])
