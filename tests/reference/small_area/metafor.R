# The areas of areas.csv through the package metafor (Debian r-cran-metafor), which fits the same
# model as a meta-regression: REML, and Hedges's moments, which are those of Prasad and Rao.
# Rscript metafor.R writes metafor.csv beside it. Areas nobody asked take predict()'s interval.
suppressMessages(library(metafor))
areas <- read.csv("areas.csv")
areas$y <- qlogis(areas$share)
areas$psi <- areas$variance / (areas$share * (1 - areas$share))^2
sampled <- areas$sampled == 1
say <- function(x) sprintf("%.17g", x)
rows <- c()
for (method in c("reml", "moments")) {
  # metafor stops early by default; its largest step below the stopping rule is what limits the digits.
  control <- list(threshold = 1e-15, maxiter = 100000)
  fit <- rma.uni(y, psi, mods = ~ poverty + distance, data = areas[sampled, ], test = "z",
                 method = if (method == "reml") "REML" else "HE", control = control)
  new <- as.matrix(areas[, c("poverty", "distance")])
  others <- predict(fit, newmods = new)
  own <- blup(fit)
  k <- 0
  for (i in seq_len(nrow(areas))) {
    if (sampled[i]) k <- k + 1
    logit <- if (sampled[i]) own$pred[k] else others$pred[i]
    bounds <- if (sampled[i]) c(NA, NA) else plogis(c(others$pi.lb[i], others$pi.ub[i]))
    rows <- c(rows, paste(method, say(fit$tau2), paste(say(coef(fit)), collapse = " "), i, say(plogis(logit)),
                          paste(ifelse(is.na(bounds), "", say(bounds)), collapse = ","), sep = ","))
  }
}
version <- paste0("# R ", getRversion(), ", metafor ", packageVersion("metafor"))
writeLines(c(version, "method,model_variance,beta,area,share,lower,upper", rows), "metafor.csv")
