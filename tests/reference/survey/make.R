# Makes the reference numbers of the survey room. Run in this folder: Rscript make.R
#
# The people are invented here, from a seed; none of them exists. Writes people.csv (who was
# drawn, how, and what they answered), statistics.csv, covariances.csv, replicates.csv (factors by
# cluster, replicate after replicate), replicated.csv and versions.txt.
suppressMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 17)
set.seed(20211018)

# --- People: 4 strata, 4 clusters each but for the last stratum, households, persons -----------
rows <- list()
for (s in 1:4) for (c in 1:4) for (h in 1:sample(3:5, 1)) for (p in 1:sample(2:4, 1))
  rows[[length(rows) + 1]] <- data.frame(stratum = s - 1, cluster = 10 * s + c, household = h, person = p)
people <- do.call(rbind, rows)
n <- nrow(people)
people$id <- 1:n
effect <- setNames(rnorm(16, 0, 0.8), unique(people$cluster))
people$sex <- rbinom(n, 1, 0.45)
people$age <- sample(0:2, n, TRUE, c(0.5, 0.3, 0.2))
people$group <- ifelse(runif(n) < 0.15, 2, ifelse(people$stratum < 2, 0, 1))
# How many there are: clusters per stratum, households per cluster, persons per household.
people$clusters <- c(9, 14, 25, 40)[people$stratum + 1]
people$households <- 20 + 7 * (people$cluster %% 10)
people$persons <- 6
drawn <- function(unit, within) ave(unit, within, FUN = function(u) length(unique(u)))
households_drawn <- drawn(people$household, people$cluster)
persons_drawn <- drawn(people$person, paste(people$cluster, people$household))
people$weight <- round(people$clusters / 4 * people$households / households_drawn * 6 / persons_drawn * runif(n, 0.8, 1.25), 3)
# Second stage drawn by sex within the cluster.
people$persons_of_sex <- 60 + 10 * people$sex + people$cluster %% 10
score <- effect[as.character(people$cluster)] + 0.4 * people$sex + rnorm(n)
people$answer <- as.integer(cut(score, c(-Inf, -0.8, 0.2, 1.2, Inf))) - 1L
people$scale <- pmin(5, pmax(1, round(3 + score)))
people$number <- round(exp(1 + 0.5 * score + rnorm(n, 0, 0.3)), 2)
people$below <- round(people$number * runif(n, 1, 3) + 1, 2)
for (j in 0:2) people[[paste0("took", j)]] <- rbinom(n, 1, plogis(score - j + 0.5))
# Some answered nothing.
people$answer[sample(n, 14)] <- NA
people$number[sample(n, 11)] <- NA
people$below[sample(n, 6)] <- NA
people$scale[sample(n, 8)] <- NA
silent <- sample(n, 9)
for (j in 0:2) people[[paste0("took", j)]][silent] <- NA
# With these rows only, the last stratum has one cluster.
people$lonely <- as.integer(people$stratum < 3 | people$cluster == 41)
write.csv(people, "people.csv", row.names = FALSE, na = "", quote = FALSE)

# --- Designs ---------------------------------------------------------------------------------
people$everybody <- 5000
few <- people[people$lonely == 1, ]
cells <- data.frame(sex = c(0, 1), Freq = c(5200, 4700))
ages <- data.frame(age = 0:2, Freq = c(4500, 3300, 2100))
both <- expand.grid(sex = 0:1, age = 0:2)
both$Freq <- c(2500, 2100, 1700, 1500, 1000, 1100)
rake_tightly <- function(d) rake(d, list(~sex, ~age), list(cells, ages), control = list(maxit = 1000, epsilon = 1e-14))
designs <- list(
  simple = svydesign(~1, weights = ~weight, data = people),
  simple_fpc = svydesign(~1, weights = ~weight, fpc = ~everybody, data = people),
  stratified = svydesign(~1, strata = ~stratum, weights = ~weight, data = people),
  clustered = svydesign(~cluster, weights = ~weight, data = people),
  clustered_in_strata = svydesign(~cluster, strata = ~stratum, weights = ~weight, data = people),
  clustered_fpc = svydesign(~cluster, strata = ~stratum, fpc = ~clusters, weights = ~weight, data = people),
  two_stage = svydesign(~cluster + id, strata = ~stratum + sex, fpc = ~clusters + persons_of_sex, weights = ~weight, data = people),
  three_stage = svydesign(~cluster + household + person, strata = ~stratum, fpc = ~clusters + households + persons, weights = ~weight, data = people)
)
designs$post_stratified <- postStratify(designs$simple, ~sex + age, both)
designs$post_stratified_clusters <- postStratify(designs$clustered_in_strata, ~sex + age, both)
designs$raked <- rake_tightly(designs$clustered_in_strata)
designs$raked_three_stage <- rake_tightly(designs$three_stage)
lonely <- list(
  lonely_clusters = svydesign(~cluster, strata = ~stratum, weights = ~weight, data = few),
  lonely_fpc = svydesign(~cluster + household, strata = ~stratum, fpc = ~clusters + households, weights = ~weight, data = few)
)

# --- Statistics ------------------------------------------------------------------------------
out <- list()
put <- function(design, policy, domain, statistic, item, d, value, variance, deff = NA, replace = NA, lower = NA, upper = NA)
  out[[length(out) + 1]] <<- data.frame(design, policy, domain, statistic, item, n = nrow(d$variables[weights(d) > 0, ]),
    value = as.numeric(value), se = sqrt(as.numeric(variance)), deff = as.numeric(deff), deff_replace = as.numeric(replace), df = degf(d), lower, upper,
    critical = qt(0.975, degf(d)))
means <- function(name, policy, domain, statistic, items, d, formula) {
  m <- svymean(formula, d, deff = TRUE, na.rm = TRUE)
  r <- svymean(formula, d, deff = "replace", na.rm = TRUE)
  one <- function(m) { x <- attr(m, "deff"); if (is.matrix(x)) diag(x) else x }
  for (k in seq_along(items)) put(name, policy, domain, statistic, items[k], d, coef(m)[k], diag(vcov(m))[k], one(m)[k], one(r)[k])
}
answered <- function(d, names) d[complete.cases(d$variables[names]), ]
statistics <- function(name, policy, domain, d) {
  a <- answered(d, "answer")
  a$variables$answer <- factor(a$variables$answer, levels = 0:3)
  means(name, policy, domain, "share", 0:3, a, ~answer)
  took <- answered(d, "took0")
  means(name, policy, domain, "multiple", 0:2, took, ~ took0 + took1 + took2)
  took$variables$all <- with(took$variables, took0 + took1 + took2)
  for (k in 0:2) {
    f <- as.formula(paste0("~took", k))
    r <- svyratio(f, ~all, took, deff = TRUE, na.rm = TRUE)
    put(name, policy, domain, "share_of_choices", k, took, coef(r), vcov(r), attr(r, "deff"), attr(svyratio(f, ~all, took, deff = "replace", na.rm = TRUE), "deff"))
  }
  x <- answered(d, "number")
  means(name, policy, domain, "mean", "number", x, ~number)
  t <- svytotal(~number, x, deff = TRUE, na.rm = TRUE)
  put(name, policy, domain, "total", "number", x, coef(t), vcov(t), attr(t, "deff"), attr(svytotal(~number, x, deff = "replace", na.rm = TRUE), "deff"))
  xy <- answered(d, c("number", "below"))
  r <- svyratio(~number, ~below, xy, deff = TRUE, na.rm = TRUE)
  put(name, policy, domain, "ratio", "number", xy, coef(r), vcov(r), attr(r, "deff"), attr(svyratio(~number, ~below, xy, deff = "replace", na.rm = TRUE), "deff"))
  for (variable in c("number", "scale")) for (p in c(0.1, 0.5, 0.75)) {
    v <- answered(d, variable)
    q <- svyquantile(as.formula(paste0("~", variable)), v, p, qrule = "math", interval.type = "mean", na.rm = TRUE)[[1]]
    put(name, policy, domain, paste0("quantile_", p), variable, v, q[1, "quantile"], q[1, "se"]^2, lower = q[1, 2], upper = q[1, 3])
  }
}
for (name in names(designs)) {
  d <- designs[[name]]
  statistics(name, "fail", "all", d)
  for (g in c(0, 2)) statistics(name, "fail", g, subset(d, group == g))
}
for (policy in c("remove", "average", "adjust")) {
  options(survey.lonely.psu = policy)
  for (name in names(lonely)) statistics(name, policy, "all", lonely[[name]])
}
options(survey.lonely.psu = "adjust")
for (g in 0:1) statistics("lonely_clusters", "adjust", g, subset(lonely$lonely_clusters, group == g))
options(survey.lonely.psu = "fail")
write_rows <- function(rows, file) {
  table <- do.call(rbind, rows)
  numbers <- sapply(table, is.numeric)
  table[numbers] <- lapply(table[numbers], function(v) ifelse(is.finite(v), formatC(v, digits = 12, width = 1, format = "g"), ""))
  write.csv(table, file, row.names = FALSE, na = "", quote = FALSE)
}
write_rows(out, "statistics.csv")

# --- Covariances of the cells of answer by sex -----------------------------------------------
rows <- list()
for (name in c("stratified", "clustered_in_strata", "three_stage", "raked")) {
  d <- answered(designs[[name]], "answer")
  d$variables$cell <- factor(d$variables$answer * 2 + d$variables$sex, levels = 0:7)
  m <- svymean(~cell, d, na.rm = TRUE)
  for (i in 1:8) for (j in i:8) rows[[length(rows) + 1]] <- data.frame(design = name, i = i - 1, j = j - 1, share = coef(m)[i], covariance = vcov(m)[i, j])
}
write_rows(rows, "covariances.csv")

# --- Replicates ------------------------------------------------------------------------------
cs <- designs$clustered_in_strata
replicates <- list(
  jk1 = as.svrepdesign(designs$clustered, type = "JK1"),
  jkn = as.svrepdesign(cs, type = "JKn"),
  jkn_mse = as.svrepdesign(cs, type = "JKn", mse = TRUE),
  jkn_fpc = as.svrepdesign(designs$clustered_fpc, type = "JKn"),
  brr = as.svrepdesign(cs, type = "BRR"),
  fay = as.svrepdesign(cs, type = "Fay", fay.rho = 0.3),
  bootstrap = as.svrepdesign(cs, type = "subbootstrap", replicates = 40)
)
for (policy in c("remove", "average", "adjust")) {
  options(survey.lonely.psu = policy)
  replicates[[paste0("jkn_", policy)]] <- as.svrepdesign(lonely$lonely_clusters, type = "JKn")
}
rows <- list(); factors <- list()
for (name in names(replicates)) {
  d <- replicates[[name]]
  add <- function(statistic, x) rows[[length(rows) + 1]] <<-
    data.frame(method = name, statistic, value = coef(x)[1], variance = vcov(x)[1], scale = d$scale, df = degf(d))
  add("mean", svymean(~number, d, na.rm = TRUE))
  add("total", svytotal(~number, d, na.rm = TRUE))
  add("ratio", svyratio(~number, ~below, answered(d, c("number", "below"))))
  add("share", svymean(~as.numeric(answer == 1), answered(d, "answer")))
  w <- d$repweights
  if (name %in% c("brr", "fay", "bootstrap")) {
    clusters <- unique(d$variables$cluster)
    for (c in seq_along(clusters)) factors[[length(factors) + 1]] <-
      data.frame(method = name, cluster = clusters[c], factors = paste(formatC(w$weights[c, ], digits = 12, format = "g"), collapse = " "))
  }
}
write_rows(rows, "replicated.csv")
write_rows(factors, "replicates.csv")
writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
