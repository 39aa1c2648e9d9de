# Domains with empty cells: two of four answers given by nobody, two of four strata without anybody; and
# tests of tables with an empty cell. Run in this folder after make.R: Rscript empty_cells.R
# Reads people.csv, writes empty_cells.csv.
suppressMessages(library(survey))
people <- read.csv("people.csv")
both <- expand.grid(sex = 0:1, age = 0:2)
both$Freq <- c(2500, 2100, 1700, 1500, 1000, 1100)
designs <- list(
  simple = svydesign(~1, weights = ~weight, data = people),
  clustered_in_strata = svydesign(~cluster, strata = ~stratum, weights = ~weight, data = people),
  three_stage = svydesign(~cluster + household + person, strata = ~stratum, fpc = ~clusters + households + persons, weights = ~weight, data = people)
)
designs$post_stratified <- postStratify(designs$simple, ~sex + age, both)
rows <- c()
say <- function(x) formatC(as.numeric(x), digits = 14, width = 1, format = "g")
put <- function(design, statistic, item, n, value, se, df) rows <<- c(rows, paste(design, statistic, item, n, say(value), say(se), say(df), sep = ","))
for (name in names(designs)) {
  d <- subset(designs[[name]], !is.na(answer) & answer <= 1 & stratum <= 1)
  d$variables$given <- factor(d$variables$answer, levels = 0:3)
  m <- svymean(~given, d, na.rm = TRUE)
  for (k in 1:4) put(name, "share", k - 1, nrow(d$variables[weights(d) > 0, ]), coef(m)[k], SE(m)[k], degf(d))
  # Nobody of sex 1 gave answer 3.
  d <- subset(designs[[name]], !is.na(answer) & !(answer == 3 & sex == 1))
  d$variables$given <- factor(d$variables$answer, levels = 0:3)
  n <- nrow(d$variables[weights(d) > 0, ])
  for (kind in c("F", "Chisq")) {
    t <- svychisq(~given + sex, d, statistic = kind)
    # Of a calibrated design svychisq counts those outside the domain in n and in its degrees of freedom; weights and degf do not.
    p <- if (kind == "F") pf(t$statistic, t$parameter[1], t$parameter[1] * degf(d), lower.tail = FALSE) else t$p.value
    put(name, kind, "", n, if (kind == "F") t$statistic else t$statistic * n / nrow(d), p, degf(d))
  }
}
writeLines(c("design,statistic,item,n,value,se,df", rows), "empty_cells.csv")
