# Two public data sets (Columbus crime, Anselin 1988; sudden infant deaths in North Carolina 1974, Cressie 1993) and
# spatial statistics of them by R.
#
#     apt-get install r-cran-spdep
#     Rscript make.R       # in this folder, before make.py
suppressMessages({library(spdep); library(spData)})
options(digits = 17)
versions <- sprintf("# %s, spdep %s, spData %s", R.version.string, packageVersion("spdep"), packageVersion("spData"))
exact <- function(v) paste(formatC(v, digits = 17, format = "g", width = 1), collapse = " ")
write_table <- function(file, header, rows) writeLines(c(versions, header, rows), file)
lists <- function(nb) sapply(nb, function(n) if (n[1] == 0) "" else paste(n - 1, collapse = " "))

data(columbus); data(nc.sids)
write_table("columbus.csv", "area,x,y,crime,hoval,neighbours",
  sprintf("%d,%s,%s,%s,%s,%s", 0:48, sapply(coords[, 1], exact), sapply(coords[, 2], exact), sapply(columbus$CRIME, exact),
          sapply(columbus$HOVAL, exact), lists(col.gal.nb)))
write_table("sids.csv", "area,x,y,deaths,births,neighbours",
  sprintf("%d,%s,%s,%d,%d,%s", 0:99, sapply(nc.sids$x, exact), sapply(nc.sids$y, exact), as.integer(nc.sids$SID74),
          as.integer(nc.sids$BIR74), lists(ncCR85.nb)))

rows <- c()
add <- function(data, statistic, ...) {
  parts <- list(...)
  for (name in names(parts)) rows[[length(rows) + 1]] <<- sprintf("%s,%s,%s,%s", data, statistic, name, exact(parts[[name]]))
}
both <- list(columbus = list(nb = col.gal.nb, x = columbus$CRIME),
             sids = list(nb = ncCR85.nb, x = 1000 * nc.sids$SID74 / nc.sids$BIR74))
for (data in names(both)) {
  nb <- both[[data]]$nb; x <- both[[data]]$x
  W <- nb2listw(nb, style = "W", zero.policy = TRUE); B <- nb2listw(nb, style = "B", zero.policy = TRUE)
  S <- nb2listw(nb, style = "S", zero.policy = TRUE); U <- nb2listw(nb, style = "U", zero.policy = TRUE)
  for (style in c("W", "S")) {
    lw <- list(W = W, S = S)[[style]]
    m <- moran.test(x, lw, randomisation = TRUE, zero.policy = TRUE, adjust.n = FALSE)$estimate
    n <- moran.test(x, lw, randomisation = FALSE, zero.policy = TRUE, adjust.n = FALSE)$estimate
    add(data, paste0("moran_", style), value = m[1], expected = m[2], randomisation = m[3], normality = n[3])
    g <- geary.test(x, lw, randomisation = TRUE, zero.policy = TRUE, adjust.n = FALSE)$estimate
    n <- geary.test(x, lw, randomisation = FALSE, zero.policy = TRUE, adjust.n = FALSE)$estimate
    add(data, paste0("geary_", style), value = g[1], expected = g[2], randomisation = g[3], normality = n[3])
  }
  g <- globalG.test(x, B, zero.policy = TRUE, adjust.n = FALSE)$estimate
  add(data, "general_g", value = g[1], expected = g[2], randomisation = g[3])
  black <- factor(ifelse(x > median(x), "b", "w"), levels = c("b", "w"))
  j <- joincount.multi(black, B, zero.policy = TRUE, adjust.n = FALSE)
  add(data, "join_counts", value = j[1:3, 1], expected = j[1:3, 2], randomisation = j[1:3, 3])
  add(data, "gi", z = as.numeric(localG(x, W, zero.policy = TRUE)))
  add(data, "gi_star", z = as.numeric(localG(x, nb2listw(include.self(nb), style = "W", zero.policy = TRUE), zero.policy = TRUE)))
  l <- localmoran(x, W, zero.policy = TRUE, conditional = TRUE)
  add(data, "local_moran", value = l[, 1], expected = l[, 2], conditional = l[, 3])
  add(data, "stabilising", weights = unlist(S$weights))
  add(data, "double", weights = unlist(U$weights))
  add(data, "second_order", neighbours = unlist(lapply(nblag(nb, 2)[[2]], function(n) if (n[1] == 0) 0 else length(n))))
}
write_table("spdep.csv", "data,statistic,part,values", unlist(rows))
