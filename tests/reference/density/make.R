# Reference densities: R spatstat's density.ppp at the points, and its edge corrections.
#     Rscript tests/reference/density/make.R      (in this repository's root)
# spatstat takes a bandwidth as standard deviation: a quartic kernel of radius r has r / sqrt(8), an Epanechnikov kernel
# r / sqrt(6). Without correction its values are exact; its corrections come from a mask of pixels (here 1024 x 1024).
# `exact` is by hand: in a rectangle the volume of a Gaussian is a product of two differences of pnorm.
suppressMessages(library(spatstat.explore))
set.seed(5)
n <- 60
w <- owin(c(0, 100), c(0, 60))
p <- ppp(round(runif(n, 0, 100), 3), round(runif(n, 0, 60), 3), window = w)
weight <- round(runif(n, 0.5, 3), 3)
spatstat.options(npixel = 1024)
value <- function(kernel, sigma, edge, diggle)
  as.numeric(density(p, sigma = sigma, kernel = kernel, weights = weight, at = "points", leaveoneout = FALSE, edge = edge, diggle = diggle))
out <- data.frame(x = p$x, y = p$y, weight = weight)
for (k in list(list("quartic", 15 / sqrt(8)), list("epanechnikov", 15 / sqrt(6)), list("gaussian", 8))) {
  out[[paste0(k[[1]], "_none")]] <- value(k[[1]], k[[2]], FALSE, FALSE)
  out[[paste0(k[[1]], "_uniform")]] <- value(k[[1]], k[[2]], TRUE, FALSE)
  out[[paste0(k[[1]], "_diggle")]] <- value(k[[1]], k[[2]], TRUE, TRUE)
}
volume <- function(x, y, s) (pnorm(100, x, s) - pnorm(0, x, s)) * (pnorm(60, y, s) - pnorm(0, y, s))
e <- volume(p$x, p$y, 8)
g <- exp(-(outer(p$x, p$x, "-")^2 + outer(p$y, p$y, "-")^2) / 128) / (2 * pi * 64)
out$exact_uniform <- as.numeric(g %*% weight) / e
out$exact_diggle <- as.numeric(g %*% (weight / e))
file <- "tests/reference/density/points.csv"
writeLines(sprintf("# %s, spatstat.explore %s", R.version.string, packageVersion("spatstat.explore")), file)
suppressWarnings(write.table(format(out, digits = 12, trim = TRUE), file, sep = ",", row.names = FALSE, quote = FALSE, append = TRUE))
