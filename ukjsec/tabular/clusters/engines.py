"""Which engine holds a frame in partitions."""

from __future__ import annotations

from ukjsec.tabular.clusters import Cluster


def taken(frame: object) -> Cluster | None:
    """A frame of Dask or Spark; None of any other."""
    package = type(frame).__module__.partition(".")[0]
    if package == "dask" and hasattr(frame, "map_partitions") and hasattr(frame, "merge") and hasattr(frame, "columns"):
        from ukjsec.tabular.clusters.dask import DaskFrame  # noqa: PLC0415 (it is not there without Dask)

        return DaskFrame(frame)
    if package == "pyspark" and hasattr(frame, "mapInArrow"):
        from ukjsec.tabular.clusters.spark import SparkFrame  # noqa: PLC0415 (it is not there without Spark)

        return SparkFrame(frame)
    return None
