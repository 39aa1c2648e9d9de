# Makes the reference numbers of replicate weights that come with a file. Run in this folder:
# Rscript make.R
#
# The people are those of ../survey/people.csv, invented there. For each method R makes replicate
# weights, which are written to METHOD.csv with the answers and read again, so that both sides start
# from the same digits. statistics.csv holds what `svrepdesign` gives, differences.csv the
# differences between groups of means, tests.csv the Rao-Scott test of answer by group.
suppressMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 17)
set.seed(20211019)
people <- read.csv("../survey/people.csv")
people$group <- c("a", "b", "c")[people$group + 1]
clustered <- svydesign(~cluster, weights = ~weight, data = people)
strata <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = people)
made <- list(
  jk1 = as.svrepdesign(clustered, type = "JK1"),
  jkn = as.svrepdesign(strata, type = "JKn"),
  brr = as.svrepdesign(strata, type = "BRR"),
  fay = as.svrepdesign(strata, type = "Fay", fay.rho = 0.3),
  bootstrap = as.svrepdesign(strata, type = "subbootstrap", replicates = 40)
)
statistics <- list(); differences <- list(); tests <- list(); arguments <- list()
for (name in names(made)) {
  weights <- round(weights(made[[name]], "analysis"), 6)
  colnames(weights) <- paste0("rep_", seq_len(ncol(weights)))
  file <- paste0(name, ".csv")
  kept <- people[c("id", "weight", "group", "answer", "number", "took0")]
  kept$answer <- ifelse(is.na(kept$answer), NA, paste0("r", kept$answer))
  write.csv(cbind(kept, weights), file, row.names = FALSE, na = "", quote = FALSE)
  data <- read.csv(file, na.strings = "")
  columns <- grep("^rep_", names(data))
  rscales <- if (name == "jkn") made$jkn$rscales else NULL
  type <- c(jk1 = "JK1", jkn = "JKn", brr = "BRR", fay = "Fay", bootstrap = "bootstrap")[[name]]
  for (mse in c(FALSE, TRUE)) {
    d <- suppressWarnings(svrepdesign(data = data, repweights = data[columns], weights = ~weight, type = type,
      rho = if (type == "Fay") 0.3 else NULL, rscales = rscales, combined.weights = TRUE, mse = mse))
    if (!mse) arguments[[name]] <- data.frame(method = name, replicates = length(columns), scale = d$scale,
      rscales = paste(formatC(d$rscales, digits = 15, width = 1, format = "g"), collapse = " "))
    answered <- function(d, v) d[!is.na(d$variables[[v]]), ]
    put <- function(domain, statistic, item, d, value, se, lower = NA, upper = NA) statistics[[length(statistics) + 1]] <<-
      data.frame(method = name, mse, domain, statistic, item, n = nrow(d$variables), value = as.numeric(value),
        se = as.numeric(se), lower, upper, df = degf(d))
    for (domain in c("", "a", "b", "c")) {
      here <- if (domain == "") d else subset(d, group == domain)
      a <- answered(here, "answer")
      a$variables$answer <- factor(a$variables$answer, levels = paste0("r", 0:3))
      shares <- svymean(~answer, a)
      for (k in 1:4) put(domain, "share", paste0("r", k - 1), a, coef(shares)[k], SE(shares)[k])
      x <- answered(here, "number")
      inside <- function(m) confint(m, df = degf(x))
      m <- svymean(~number, x); put(domain, "mean", "number", x, coef(m), SE(m), inside(m)[1], inside(m)[2])
      t <- svytotal(~number, x); put(domain, "total", "number", x, coef(t), SE(t), inside(t)[1], inside(t)[2])
      for (p in c(0.25, 0.5, 0.75)) {
        q <- svyquantile(~number, x, p, qrule = "math", interval.type = "mean")[[1]]
        put(domain, paste0("quantile_", p), "number", x, q[1, 1], q[1, 4], q[1, 2], q[1, 3])
      }
    }
    for (variable in c("number", "took0")) {
      f <- as.formula(paste0("~", variable))
      by <- svyby(f, ~group, answered(d, variable), svymean, covmat = TRUE)
      for (pair in list(c(1, 2), c(1, 3), c(2, 3))) {
        contrast <- c(0, 0, 0); contrast[pair] <- c(1, -1)
        k <- svycontrast(by, contrast)
        both <- subset(answered(d, variable), group %in% c("a", "b", "c")[pair])
        at <- confint(k, df = degf(both))
        differences[[length(differences) + 1]] <- data.frame(method = name, mse, variable, first = c("a", "b", "c")[pair[1]],
          second = c("a", "b", "c")[pair[2]], gap = as.numeric(coef(k)), lower = at[1], upper = at[2])
      }
    }
    x <- svychisq(~group + answer, answered(d, "answer"))
    tests[[length(tests) + 1]] <- data.frame(method = name, mse, f = as.numeric(x$statistic), ndf = as.numeric(x$parameter[1]),
      ddf = as.numeric(x$parameter[2]), p = as.numeric(x$p.value))
  }
}
write_rows <- function(rows, file) {
  table <- do.call(rbind, rows)
  numbers <- sapply(table, is.numeric)
  table[numbers] <- lapply(table[numbers], function(v) ifelse(is.finite(v), formatC(v, digits = 13, width = 1, format = "g"), ""))
  write.csv(table, file, row.names = FALSE, na = "", quote = FALSE)
}
write_rows(statistics, "statistics.csv")
write_rows(differences, "differences.csv")
write_rows(tests, "tests.csv")
write_rows(arguments, "arguments.csv")
writeLines(c(R.version.string, paste("survey", packageVersion("survey"))), "versions.txt")
