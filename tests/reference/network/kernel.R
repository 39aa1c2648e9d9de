# Equal-split kernel density on a small network, by spatstat.linnet (densityEqualSplit).
# Run: Rscript kernel.R > kernel.csv
#
# A right triangle A B C (800, 600, 1000) with a road of 900 from B to D and one of 900 from C to E.
# Events: 300 from A on AB, 450 from B on BC, 700 from B on BD. Quartic kernel of half width 1000.
suppressPackageStartupMessages(library(spatstat.linnet))
w <- owin(c(-100, 2000), c(-100, 2000))
nodes <- ppp(c(0, 800, 800, 1700, 800), c(0, 0, 600, 0, 1500), window = w)
ends <- matrix(c(1, 2, 2, 3, 1, 3, 2, 4, 3, 5), ncol = 2, byrow = TRUE)
L <- linnet(nodes, edges = ends)
X <- lpp(data.frame(x = c(300, 800, 1500), y = c(0, 450, 0)), L)
dens <- function(continuous) densityEqualSplit(
  X, sigma = 1000 / sqrt(7), kernel = "biweight", continuous = continuous, eps = 20, tol = 1e-6, verbose = FALSE)
con <- dens(TRUE); dis <- dens(FALSE)
a <- attr(con, "df"); b <- attr(dis, "df")
stopifnot(identical(a$mapXY, b$mapXY), identical(a$tp, b$tp))
lengths <- lengths_psp(as.psp(L))
pick <- unlist(lapply(1:5, function(s) { i <- which(a$mapXY == s); i[round(seq(3, length(i) - 2, length.out = 6))] }))
cat(paste0("# R ", getRversion(), ", spatstat.linnet ", packageVersion("spatstat.linnet"), "\n"))
cat("edge,along,continuous,discontinuous\n")
for (i in pick) cat(sprintf("%d,%.6f,%.12g,%.12g\n", a$mapXY[i] - 1, a$tp[i] * lengths[a$mapXY[i]], a$values[i], b$values[i]))
