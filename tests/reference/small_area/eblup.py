"""The sampled areas of areas.csv through samplics' EblupAreaModel: estimates and Prasad–Rao errors.

Needs samplics (tested with 0.6.1), numpy and pandas. Writes samplics.csv beside it.
"""

import pathlib
from importlib.metadata import version

import numpy
import pandas
from samplics.sae import EblupAreaModel
from samplics.utils.types import FitMethod

HERE = pathlib.Path(__file__).parent


def main():
    areas = pandas.read_csv(HERE / "areas.csv")
    areas["area"] = range(1, len(areas) + 1)
    sampled = areas[areas.sampled == 1]
    share = sampled.share.to_numpy()
    y = numpy.log(share / (1 - share))
    error = numpy.sqrt(sampled.variance.to_numpy()) / (share * (1 - share))
    x = sampled[["poverty", "distance"]].to_numpy()
    area = sampled.area.to_numpy()
    model = EblupAreaModel(method=FitMethod.reml)
    model.fit(yhat=y, X=x, area=area, error_std=error, intercept=True, re_std_start=0.3, tol=1e-14, maxiter=10_000)
    assert model.convergence["achieved"], model.convergence
    model.predict(X=x, area=area, intercept=True)
    beta = " ".join(repr(float(b)) for b in model.fixed_effects)
    variance = float(model.re_std) ** 2
    lines = [f"# samplics {version('samplics')}, numpy {numpy.__version__}", "model_variance,beta,area,logit,mse"]
    lines += [f"{variance!r},{beta},{a},{float(model.area_est[a])!r},{float(model.area_mse[a])!r}" for a in area]
    (HERE / "samplics.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
