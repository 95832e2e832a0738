"""Great Expectations' own pages (Data Docs) on the newest check of new files: an engineer's aid, on request.

They show formats, limits and shares: no text and no id, as the contracts on batches see none. The pages name
stylesheets and scripts of public hosts; without a network they are plainer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data.batch_contracts import Contract, suite
from data.contracts import batch_definition, context

if TYPE_CHECKING:
    import pandas as pd

_NAME = "new files"


def write_docs(connection: duckdb.DuckDBPyConnection, folder: Path) -> Path | None:
    """Writes the pages below the folder and returns the first; None where nothing was checked yet. Raises OSError."""
    found = _newest(connection)
    if found is None:
        return None
    frame, checked = found
    folder.mkdir(parents=True, exist_ok=True)
    import great_expectations as gx

    made = context()
    expectations = gx.ExpectationSuite(name=_NAME)
    for name, expectation in suite(checked).items():
        expectation.notes = f"{name} ({expectation.severity.value})"
        expectations.add_expectation(expectation)
    definition = gx.ValidationDefinition(
        name=_NAME,
        data=batch_definition(_NAME),
        suite=made.suites.add_or_update(expectations),
    )
    made.validation_definitions.add_or_update(definition).run(batch_parameters={"dataframe": frame})
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder.absolute()),
        },
    }
    made.add_data_docs_site(site_name=str(folder.absolute()), site_config=site)
    try:
        made.build_data_docs(site_names=[str(folder.absolute())])
    finally:
        made.delete_data_docs_site(site_name=str(folder.absolute()))
    return folder / "index.html"


def _newest(connection: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, list[Contract]] | None:
    """The figures of the newest run that checked anything, a row a format, and the contracts as they held then."""
    rows = connection.execute(_NEWEST).to_arrow_table()
    if not rows.num_rows:
        return None
    by_name = {row["contract"]: row for row in rows.to_pylist()}
    checked = [
        Contract(name, "", row["severity"], row["at_least"], row["at_most"]) for name, row in by_name.items()
    ]
    frame = rows.to_pandas().pivot(index="format", columns="contract", values="observed").reset_index()
    frame.columns.name = None
    return frame, checked


_NEWEST = """
SELECT format, contract, severity, observed, at_least, at_most FROM contract_results
WHERE run_id = (SELECT arg_max(run_id, rowid) FROM contract_results) ORDER BY contract, format
"""
