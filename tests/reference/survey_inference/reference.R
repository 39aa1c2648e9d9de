# Numbers that the tests of src/survey are held against: R 4.2.2, survey 4.1-1 (Debian bookworm).
# Rscript reference.R writes the CSV files beside it. Data: `api`, which comes with the package.
suppressMessages(library(survey))
data(api)
say <- function(x) sprintf("%.17g", x)
write_rows <- function(file, header, rows) writeLines(c(header, rows), file)

# Quantiles and tails; `value` belongs to the lower tail for q…, to the upper tail for p….
rows <- c()
put <- function(name, x, a, b, value) rows <<- c(rows, paste(name, say(x), say(a), say(b), say(value), sep = ","))
for (p in c(0.0001, 0.005, 0.025, 0.1, 0.5, 0.9, 0.975, 0.995)) {
  put("normal_quantile", p, 0, 0, qnorm(p))
  for (df in c(1, 2, 5, 12.5, 30, 1000, 1e5)) put("t_quantile", p, df, 0, qt(p, df))
  for (a in c(0.3, 1, 2.7, 35, 2000)) for (b in c(0.3, 1, 25.5, 400)) put("beta_quantile", p, a, b, qbeta(p, a, b))
}
for (x in c(0.01, 0.5, 1, 3.84, 15, 60)) for (df in c(1, 1.7, 6, 40)) {
  put("chi_square_upper", x, df, 0, pchisq(x, df, lower.tail = FALSE))
  put("t_two_sided", x, df, 0, 2 * pt(x, df, lower.tail = FALSE))
  for (df2 in c(1, 3.3, 150, 3000)) put("f_upper", x, df, df2, pf(x, df, df2, lower.tail = FALSE))
}
write_rows("distributions.csv", "function,x,a,b,value", rows)

designs <- list(
  srs = svydesign(ids = ~1, data = apisrs, weights = ~pw),
  strat = svydesign(ids = ~1, strata = ~stype, data = apistrat, weights = ~pw, fpc = ~fpc),
  clus1 = svydesign(ids = ~dnum, data = apiclus1, weights = ~pw, fpc = ~fpc),
  clus2 = svydesign(ids = ~dnum + snum, data = apiclus2, fpc = ~fpc1 + fpc2)
)

# Shares with what the intervals need, and the intervals of svyciprop.
rows <- c()
for (d in names(designs)) for (f in c("sch.wide == 'Yes'", "awards == 'Yes'", "stype == 'H'", "api00 > 850")) for (level in c(0.9, 0.95, 0.99)) {
  design <- designs[[d]]
  formula <- as.formula(paste0("~I(", f, ")"))
  m <- svymean(as.formula(paste0("~as.numeric(", f, ")")), design)
  if (vcov(m)[1] == 0) next # a stratum: its share is known, and R gives no interval
  ci <- sapply(c("beta", "xlogit", "logit"), function(method) attr(svyciprop(formula, design, method = method, level = level), "ci"))
  rows <- c(rows, paste(d, gsub("[',]", "", f), say(level), say(coef(m)), say(vcov(m)[1]), nrow(design), degf(design),
                        paste(say(ci), collapse = ","), sep = ","))
}
write_rows("proportions.csv", "design,share_of,confidence,share,variance,n,df,beta_lower,beta_upper,xlogit_lower,xlogit_upper,logit_lower,logit_upper", rows)

# Two-way tables: cells in column order with their covariance, then svychisq.
rows <- c()
tables <- list(c("sch.wide", "stype"), c("awards", "sch.wide"), c("comp.imp", "stype"))
for (d in names(designs)) for (t in tables) {
  design <- designs[[d]]
  m <- svymean(as.formula(paste0("~interaction(factor(", t[1], "), factor(", t[2], "))")), design)
  two <- as.formula(paste0("~", t[1], "+", t[2]))
  second <- svychisq(two, design, statistic = "F")
  first <- svychisq(two, design, statistic = "Chisq")
  rows <- c(rows, paste(d, paste(t, collapse = "×"), length(unique(design$variables[[t[1]]])), length(unique(design$variables[[t[2]]])),
    nrow(design), degf(design), paste(say(coef(m)), collapse = " "), paste(say(vcov(m)), collapse = " "),
    say(second$statistic), say(second$parameter[1]), say(second$parameter[2]), say(second$p.value),
    say(first$statistic), say(first$parameter), say(first$p.value), sep = ","))
}
write_rows("two_way.csv", "design,table,rows,columns,n,df,cells,covariance,f,f_df1,f_df2,f_p,chisq,chisq_df,chisq_p", rows)

# Differences of means between two groups of one design, with their covariance.
rows <- c()
for (d in c("strat", "clus1", "clus2")) for (v in c("api00", "meals")) {
  design <- designs[[d]]
  by <- svyby(as.formula(paste0("~", v)), ~sch.wide, design, svymean, covmat = TRUE)
  gap <- svycontrast(by, c(Yes = 1, No = -1))
  ci <- confint(gap, df = degf(design))
  p <- 2 * pt(abs(coef(gap) / SE(gap)), degf(design), lower.tail = FALSE)
  V <- vcov(by)
  rows <- c(rows, paste(d, v, say(coef(by)["Yes"]), say(V["Yes", "Yes"]), say(coef(by)["No"]), say(V["No", "No"]), say(V["Yes", "No"]),
                        degf(design), say(coef(gap)), say(ci[1]), say(ci[2]), say(p), sep = ","))
}
write_rows("mean_differences.csv", "design,variable,a,variance_a,b,variance_b,covariance,df,gap,lower,upper,p", rows)

# Two independent samples: Welch.
x <- c(27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4)
y <- c(27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 30.1, 24.4, 25, 21.5)
w <- t.test(x, y)
write_rows("welch.csv", "a,variance_a,df_a,b,variance_b,df_b,df,lower,upper,p",
  paste(say(mean(x)), say(var(x) / length(x)), length(x) - 1, say(mean(y)), say(var(y) / length(y)), length(y) - 1,
        say(w$parameter), say(w$conf.int[1]), say(w$conf.int[2]), say(w$p.value), sep = ","))

# Many comparisons.
p <- c(0.012, 0.9, 0.0004, 0.049, 0.049, 0.31, 0.02, 1, 0.0004, 0.07)
rows <- sapply(seq_along(p), function(i) paste(say(p[i]), say(p.adjust(p, "bonferroni")[i]), say(p.adjust(p, "holm")[i]), say(p.adjust(p, "BH")[i]), sep = ","))
write_rows("adjusted.csv", "p,bonferroni,holm,benjamini_hochberg", rows)
