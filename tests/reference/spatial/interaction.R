# Events that answer one another, Knox's test by R `surveillance` and Mantel's correlation by base R.
#
#     apt-get install r-cran-surveillance
#     Rscript interaction.R      # in this folder
suppressMessages(library(surveillance))
versions <- sprintf("# %s, surveillance %s", R.version.string, packageVersion("surveillance"))
exact <- function(v) formatC(v, digits = 17, format = "g", width = 1)
set.seed(5)
n <- 90
x <- round(runif(n, 0, 100000)); y <- round(runif(n, 0, 100000)); day <- round(runif(n, 0, 365))
x <- c(x, x[1:20] + round(runif(20, -3000, 3000))); y <- c(y, y[1:20]); day <- c(day, day[1:20] + 3)
writeLines(c(versions, "x,y,day", sprintf("%s,%s,%s", exact(x), exact(y), exact(day))), "events.csv")
space <- as.matrix(dist(cbind(x, y))); time <- as.matrix(dist(day)); lower <- lower.tri(space)
rows <- c()
for (limits in list(c(5000, 5), c(10000, 14), c(30000, 60))) {
  k <- knox(dt = dist(day), ds = dist(cbind(x, y)), eps.t = limits[2], eps.s = limits[1], simulate.p.value = TRUE, B = 999)
  expected <- sum(space[lower] <= limits[1]) * sum(time[lower] <= limits[2]) / sum(lower)
  rows <- c(rows, paste(sapply(c(limits, k$statistic, expected, k$p.value), exact), collapse = ","))
}
writeLines(c(versions, "metres,days,close,expected,p", rows), "knox.csv")
m <- cor(1 / (1 + space[lower] / 1000), 1 / (1 + time[lower]))
writeLines(c(versions, "correlation", exact(m)), "mantel.csv")
