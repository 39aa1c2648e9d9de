#!/usr/bin/env python3
"""Makes the demonstration data beside this file, or checks them.

    python make.py            writes the files
    python make.py --check    reads them back and checks what the README promises

Python 3.11 with the packages of requirements.txt. The same seed and versions give the same bytes.
"""

import argparse
import sys
from pathlib import Path

from generator import check, country, incidents, localities, people, roads, services, survey, waters, write

FOLDER = Path(__file__).resolve().parent


def make(folder):
    communes = country.build()
    network = roads.build()
    inhabitants = people.population(communes)
    locator = country.Locator(communes)
    write.features(folder / "communes.geojson", [(_properties(commune), commune.shape) for commune in communes])
    write.features(folder / "roads.geojson", roads.features(network))
    write.features(folder / "waters.geojson", waters.features())
    write.table(folder / "towns.csv", people.town_rows(communes, inhabitants))
    write.table(folder / "population.csv", people.population_rows(communes, inhabitants))
    write.table(folder / "displaced.csv", people.displaced_rows(communes))
    write.table(folder / "incidents.csv", incidents.rows(communes, network, locator))
    write.table(folder / "facilities.csv", services.health_rows(communes, inhabitants))
    write.table(folder / "schools.csv", services.school_rows(communes, inhabitants))
    write.table(folder / "localities.csv", localities.rows(communes))
    for wave in survey.WAVES:
        write.table(folder / survey.file(wave), survey.rows(wave))


def _properties(commune):
    return {
        "adm3_pcode": commune.pcode,
        "adm3_name": commune.name,
        "adm2_pcode": commune.cercle_pcode,
        "adm2_name": commune.cercle,
        "adm1_pcode": commune.region_pcode,
        "adm1_name": commune.region,
        "adm0_pcode": "ML",
        "adm0_name": "Mali",
        "synthetic": True,
    }


def report(findings):
    """Prints one line per promise; returns whether all hold."""
    for what, holds, found in findings:
        print(f"{'ok   ' if holds else 'WRONG'}  {what}" + (f"  ({found})" if found not in ("", [], set()) else ""))
    return all(holds for _, holds, _ in findings)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="check the files instead of making them")
    if parser.parse_args().check:
        sys.exit(0 if report(check.run(FOLDER)) else 1)
    make(FOLDER)


if __name__ == "__main__":
    main()
