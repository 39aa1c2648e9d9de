# Shares of a survey by groups with R `survey`, as its manual shows it; one process per core.
#
#   Rscript peer_survey.R FILE RESULTS QUESTIONS GROUPINGS
#
# Makes the tables of q1 … qQUESTIONS by each of GROUPINGS (columns, separated by commas), writes
# question,grouping,group,choice,share,error and prints version, seconds of reading, seconds of estimating.

suppressPackageStartupMessages({library(survey); library(parallel)})

arguments <- commandArgs(trailingOnly = TRUE)
questions <- paste0("q", seq_len(as.integer(arguments[3])))
groupings <- strsplit(arguments[4], ",")[[1]]

reading <- system.time({
  answers <- read.csv(arguments[1], colClasses = "character", na.strings = "")
  answers$weight <- as.numeric(answers$weight)
  named <- c(questions, groupings)
  answers[named] <- lapply(answers[named], factor)
  design <- svydesign(ids = ~cluster, strata = ~strata, weights = ~weight, data = answers)
})

table_of <- function(question, grouping) {
  by <- svyby(reformulate(question), reformulate(grouping), design, svymean, na.rm = TRUE)
  choices <- levels(answers[[question]])
  cells <- function(from) as.vector(as.matrix(by[, from + seq_along(choices)]))
  data.frame(
    question, grouping, group = rep(by[[grouping]], length(choices)), choice = rep(choices, each = nrow(by)),
    share = cells(1), error = cells(1 + length(choices))
  )
}

pairs <- expand.grid(grouping = groupings, question = questions, stringsAsFactors = FALSE)
estimating <- system.time(
  tables <- mcmapply(table_of, pairs$question, pairs$grouping, SIMPLIFY = FALSE, mc.cores = detectCores())
)
results <- do.call(rbind, tables)
results[c("share", "error")] <- lapply(results[c("share", "error")], format, digits = 17, trim = TRUE)
write.csv(results, arguments[2], row.names = FALSE, quote = 1:4)
cat(as.character(packageVersion("survey")), reading[["elapsed"]], estimating[["elapsed"]], "\n")
