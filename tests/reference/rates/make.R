# Exact Poisson intervals and comparisons, and posterior gamma intervals. Run in this folder after make.py:
#   Rscript make.R
options(digits = 17)
write <- function(file, frame) {
  cat(sprintf("# %s\n", R.version.string), file = file)
  frame[] <- lapply(frame, function(v) if (is.numeric(v)) format(v, digits = 16, trim = TRUE) else v)
  suppressWarnings(write.table(frame, file, sep = ",", quote = FALSE, row.names = FALSE, append = TRUE))
}

counts <- expand.grid(count = c(0, 1, 2, 5, 17, 100, 949, 12345, 1000000), confidence = c(0.9, 0.95, 0.999))
ends <- t(mapply(function(x, l) poisson.test(x, conf.level = l)$conf.int, counts$count, counts$confidence))
write("poisson_intervals.csv", data.frame(counts, lower = ends[, 1], upper = ends[, 2]))

cases <- rbind(
  c(0, 1, 0, 1), c(0, 1, 4, 1), c(4, 1, 0, 2), c(949, 12, 318, 12), c(1076, 7, 949, 12), c(11, 800, 23, 3000),
  c(5, 1, 5, 1), c(6, 2, 3, 1), c(1, 365, 2, 365), c(20, 1, 10, 1), c(10, 1, 20, 1), c(3000, 1.5, 2900, 1.5),
  c(7, 0.1, 9, 14), c(40, 12, 12, 12)
)
compared <- apply(cases, 1, function(v) {
  test <- poisson.test(c(v[1], v[3]), c(v[2], v[4]))
  c(test$estimate, test$conf.int, test$p.value)
})
write("rate_ratios.csv", data.frame(x = cases[, 1], t = cases[, 2], y = cases[, 3], u = cases[, 4],
  ratio = compared[1, ], lower = compared[2, ], upper = compared[3, ], p = compared[4, ]))

# Marshall's mean and variance, then the gamma distribution of Clayton and Kaldor.
areas <- read.csv("empirical_bayes.csv", comment.char = "#")
mean_rate <- sum(areas$count) / sum(areas$base)
variance <- sum(areas$base * (areas$count / areas$base - mean_rate)^2) / sum(areas$base) - mean_rate / mean(areas$base)
shape <- mean_rate^2 / variance + areas$count
rate <- mean_rate / variance + areas$base
write("empirical_bayes_intervals.csv", data.frame(area = areas$area, lower = qgamma(0.025, shape, rate), upper = qgamma(0.975, shape, rate)))

# Counts that vary more than chance, as a mean and as a share of victims: see src/indicators/incidents.
victims <- list(few = c(1, 0, 3, 2, 40), even = c(2, 2, 3, 2, 2, 3), many = c(0, 0, 1, 5, 2, 2, 0, 9, 1, 3, 1, 12, 0, 4))
per_event <- t(sapply(victims, function(y) {
  fit <- summary(glm(y ~ 1, family = quasipoisson))
  se <- sqrt(max(fit$dispersion, 1) * fit$cov.unscaled[1, 1])
  mean(y) * exp(c(0, -1, 1) * qt(0.975, length(y) - 1) * se)
}))
write("victims_per_event.csv", data.frame(victims = sapply(victims, paste, collapse = " "),
  mean = per_event[, 1], lower = per_event[, 2], upper = per_event[, 3]))
