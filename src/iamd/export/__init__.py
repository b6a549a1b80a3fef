"""Files for other programs: maps and charts as pictures, GeoTIFF, GeoJSON and KML, each complete in itself."""

from iamd.export.chart import write_chart
from iamd.export.geojson import write_geojson
from iamd.export.geotiff import write_geotiff
from iamd.export.kml import write_kml, write_kmz
from iamd.export.picture import write_picture
from iamd.export.sheet import FORMATS, write_charts, write_sheet

__all__ = [
    "FORMATS",
    "write_chart",
    "write_charts",
    "write_geojson",
    "write_geotiff",
    "write_kml",
    "write_kmz",
    "write_picture",
    "write_sheet",
]
