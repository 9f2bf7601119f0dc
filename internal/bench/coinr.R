# The work that internal/bench/index.go measures, done by COINr (CRAN), on the
# same made-up edition: a name, a tab and seconds on a line each. It ends with 3
# where the package isn't installed.
#
#   Rscript --vanilla coinr.R edition.csv

file <- commandArgs(trailingOnly = TRUE)[1]
scores <- read.csv(file, check.names = FALSE)
sources <- setdiff(names(scores), "uCode")
stopifnot(nrow(scores) > 0, length(sources) > 0)
if (!requireNamespace("COINr", quietly = TRUE)) quit(status = 3)

# say prints the median of some runs of a piece of work, divided by how many
# times it is done in one.
say <- function(name, work, runs = 5, times = 1) {
  took <- replicate(runs, system.time(work())[["elapsed"]])
  cat(name, "\t", format(median(took) / times, scientific = FALSE), "\n", sep = "")
}

say("reading every score once", function() for (i in 1:1000) sum(as.matrix(scores[sources]), na.rm = TRUE), times = 1000)

meta <- data.frame(
  Level = c(rep(1, length(sources)), 2),
  iCode = c(sources, "Index"),
  Parent = c(rep("Index", length(sources)), NA),
  Direction = 1, Weight = 1,
  Type = c(rep("Indicator", length(sources)), "Aggregate")
)
raw <- COINr::new_coin(iData = scores, iMeta = meta, level_names = c("Source", "Index"), quietly = TRUE)

say("scores and ranks, without errors or intervals", function() {
  coin <- COINr::Aggregate(raw, dset = "Raw", f_ag = "a_amean")
  COINr::get_results(coin, dset = "Aggregated", tab_type = "Summ", use = "ranks")
})

# A sensitivity analysis over two of the factors, normalisation and weights:
# N·(2 + 2) runs of the model.
coin <- COINr::Normalise(raw, dset = "Raw", global_specs = list(f_n = "n_minmax", f_n_para = list(c(1, 100))))
coin <- COINr::Aggregate(coin, dset = "Normalised", f_ag = "a_amean", w = "Original")
weights <- COINr::get_noisy_weights(
  w = coin$Meta$Weights$Original, noise_specs = data.frame(Level = 1, NoiseFactor = 0.25), Nrep = 50
)
factors <- list(
  Normalisation = list(
    Address = "$Log$Normalise$global_specs", Type = "discrete",
    Distribution = list(list(f_n = "n_minmax", f_n_para = list(c(1, 100))), list(f_n = "n_zscore", f_n_para = list(c(45, 20))))
  ),
  Weights = list(Address = "$Log$Aggregate$w", Type = "discrete", Distribution = weights)
)
sample <- 25
say("one run of the model in a Sobol analysis", function() {
  COINr::get_sensitivity(
    coin, SA_specs = factors, N = sample, SA_type = "SA", dset = "Aggregated", iCode = "Index",
    quietly = TRUE, check_addresses = FALSE
  )
}, runs = 1, times = sample * 4)
