"""An evidence archive of this installation's figures, and the figures of an archive in this installation.

export_archive(folder)   every vintage of raw indicators, with the moments as recorded, and checksums
import_archive(folder)   record what an archive holds; a series without an indicator gets one

An archive that is exported, imported into an empty database and exported again has the same bytes.
"""

from evidence.archive.exporting import Exported, export_archive
from evidence.archive.importing import Imported, import_archive
from evidence.archivefiles import ArchiveError

__all__ = ["ArchiveError", "Exported", "Imported", "export_archive", "import_archive"]
